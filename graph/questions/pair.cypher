/*
title = { zh = "两家机构的往来", en = "History of a pair" }
question = { zh = "两家机构之间有怎样的、带日期的往来？哪些年份未被覆盖？", en = "What is the dated history of two institutions, and which years are not covered?" }
path = "/pairs/{one}/{other}"
answer = "pair"
hub = { zh = "共同事件从联系较少的一方找起；I11 只取成员编号，且默认略去超过上限的大联合体", en = "Shared events start from the partner with fewer ties; for I11 only ids of members are read, and consortia above the cap are left out by default" }
returns = ["event", "members"]
evidence = ["records"]
first = ["event", "label", "kind", "begin", "end", "state", "size"]

[params.one]
type = "id"
of = ["Organisation"]
about = { zh = "一方编号", en = "Id of one side" }

[params.other]
type = "id"
of = ["Organisation"]
about = { zh = "另一方编号", en = "Id of the other side" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.gap]
type = "integer"
minimum = 0
maximum = 50
default = 1
about = { zh = "连续活动年之间最多可跨越的空白年数（本项目设定）", en = "Years without activity that a chain may bridge (ours)" }

[params.cap]
type = "integer"
minimum = 2
maximum = 10000
default = 10
about = { zh = "小规模事件的成员上限（本项目设定）", en = "Members up to which an event is small (ours)" }

[params.simmelian_cap]
type = "integer"
minimum = 0
maximum = 10000
default = 10
about = { zh = "I11 的成员上限；0 为不限（本项目设定）", en = "Members up to which an event enters I11; 0 = no cap (ours)" }

[params.weights]
type = "text"
many = true
default = []
pattern = ' *[A-Za-z0-9_]+ *[=:] *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})? *'
about = { zh = "自定的指标权重，如 i1=0.1,i3=2：列出每项贡献，不据此排序；区间取下界", en = "Your own weights of indicators, like i1=0.1,i3=2: every contribution is shown and nothing is ordered by it; of bounds the low one counts" }

[columns.event]
type = "id"
about = { zh = "事件编号", en = "Id of the event" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.kind]
type = "text"
about = { zh = "种类", en = "Kind" }
[columns.activity]
label = { zh = "是活动", en = "Activity" }
type = "boolean"
about = { zh = "是否活动（协议有效本身不是活动）", en = "Whether it is an activity (an agreement in force is none)" }
[columns.begin]
type = "date"
about = { zh = "最早开始", en = "Earliest begin" }
[columns.begin_latest]
type = "date"
about = { zh = "最晚开始；日期只到年或月时与最早开始不同", en = "Latest begin; differs from the earliest where a date is stated to the year or month only" }
[columns.end_earliest]
type = "date"
about = { zh = "最早结束；空为未载明", en = "Earliest end; empty where none is stated" }
[columns.end]
type = "date"
about = { zh = "最晚结束；空为未载明", en = "Latest end; empty where none is stated" }
[columns.size]
type = "integer"
about = { zh = "成员数", en = "Members" }
[columns.state]
type = "text"
options = ["yes", "presumed", "unknown", "no"]
about = { zh = "协议当日状态", en = "State of an agreement on the day" }
[columns.via]
label = { zh = "联系由来", en = "Tied by" }
type = "id"
many = true
about = { zh = "构成联系的参与、成员或缔约方", en = "Participations, memberships or parties that make the tie" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (a:Thing)-[:TIE]->(e:Thing)
WHERE a.id IN [$one, $other] AND e.event_activity AND e.event_from <= $as_of AND 2 <= e.event_size <= $cap
WITH DISTINCT e
MATCH (m:Thing)-[:TIE]->(e)
RETURN e.id AS event, collect(DISTINCT m.id) AS members
ORDER BY event

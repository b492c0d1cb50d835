/*
title = { zh = "候选机构", en = "Candidates" }
question = { zh = "本方哪些机构执行过政府间科技合作协议项目，并有稳定的国外合作渠道？", en = "Which institutions of home have executed projects under intergovernmental agreements, and which stable channels to foreign partners do they have?" }
path = "/candidates"
answer = "candidates"
hub = { zh = "所列机构的全部联系各只展开一次，以编号返回，两两共有的事件在程序中求交；池的做法见 pool", en = "The ties of the institutions named are opened once each and returned as ids; what two of them share is found by comparing lists, so no pair is ever expanded; for the pool see pool" }
returns = ["ties", "events"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.reading]
type = "choice"
many = true
options = ["stated", "programme", "copresence"]
default = ["stated", "programme"]
about = { zh = "“政府间协议项目”的读法：来源明示、计划、共同参与（推断）", en = "How `under an intergovernmental agreement` is read: stated, programme, copresence (inferred)" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[params.projects]
type = "integer"
caps = "projects"
minimum = 1
maximum = 1000
default = 5
about = { zh = "每行最多列出几个项目", en = "How many projects to list in a line" }

[params.channels]
type = "integer"
caps = "channels"
minimum = 0
maximum = 100
default = 3
about = { zh = "每行最多列出几条渠道", en = "How many channels to list in a line" }

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

[params.ids]
type = "internal"

[columns.institution]
type = "id"
about = { zh = "机构编号", en = "Id of the institution" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.country]
type = "text"
about = { zh = "所在国家", en = "Country of its seat" }
[columns.host]
type = "id"
about = { zh = "依托单位", en = "Its host, where it is a unit" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.status]
label = { zh = "在池内", en = "In the pool" }
type = "text"
options = ["in", "undecided"]
about = { zh = "in 在池内；undecided 因缺少事实而未定", en = "in: in the pool; undecided: a missing fact leaves it open" }
[columns.readings]
about = { zh = "各读法下、在项目期间某时的最好状态；当日状态见 agreements", en = "Its best state under each reading, at some time of a project; the state on the day stands in agreements" }
[columns.project_count]
type = "integer"
about = { zh = "使其入池的项目数", en = "How many projects put it in" }
[columns.projects]
about = { zh = "使其入池的项目（依据强者在前）", en = "Projects that put it in, the strongest ground first" }
[columns.agreements]
about = { zh = "所依据的协议：项目期间某时的状态（state）、当日状态（on_the_day）、来源所指明的协议（stated，本身或其下的协议）", en = "The agreements behind it: their state at some time of the project (state) and on the day (on_the_day), and which agreements a source names (stated: itself, or ones made under it)" }
[columns.channels]
about = { zh = "最稳定的国外渠道：先事件后指标（I1–I4、I8、I10、I11，I11 仅计小规模活动）；为显示次序，不是评分", en = "Its most stable foreign channels, events and indicators (I1 to I4, I8, I10, and I11 over small events); a display order, not a score" }
[columns.unknown]
about = { zh = "未知之处", en = "What is not known" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind the line" }
*/
// Who is in the pool, and the activities of few members that order them, come from pool.cypher. This is what candidates
// and their nearest partners took part in, as ids: equal runs are told apart by it, and shared events found.
MATCH (o:Thing) WHERE o.id IN $ids
MATCH (o)-[:TIE]->(e:Thing)
WHERE e.event_from IS NULL OR e.event_from <= $as_of
WITH o, collect(e) AS mine
WITH collect([o.id, [e IN mine | e.id]]) AS ties, collect(mine) AS lists
CALL (lists) {
  UNWIND lists AS mine
  UNWIND mine AS e
  WITH DISTINCT e
  RETURN collect([e.id, e.event_activity, toString(e.event_from), toString(e.event_from_to),
                  toString(e.event_to_from), toString(e.event_to)]) AS events
}
RETURN ties, events

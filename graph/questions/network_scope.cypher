/*
title = { zh = "网络的范围", en = "Scope of a network" }
question = { zh = "按本方、国家对、领域和年份筛选的网络，具体涵盖哪些国家和领域？", en = "Which countries and fields does a network filtered by home, country pair, field and years take in?" }
path = "/networks/scope"
answer = "network_scope"
returns = ["field", "label", "label_zh", "label_en"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = []
about = { zh = "只要至少一端属于这些国家或地区的联系；不填为全部", en = "Only ties of which at least one end lies in these countries or regions; none = all" }

[params.other]
type = "id"
of = ["Country"]
default = ""
about = { zh = "国家对的另一方：只要一端属于本方、另一端属于此国的联系", en = "The other side of a country pair: only ties between home and this country" }

[params.field]
type = "id"
of = ["Concept"]
default = ""
about = { zh = "领域，含其下位领域", en = "A field, narrower ones included" }

[params.since]
type = "integer"
minimum = 1500
maximum = 2200
default = ""
about = { zh = "自哪一年起：事件须可能在此年或之后仍在进行", en = "From which year on: events that may have been going on in it or later" }

[params.until]
type = "integer"
minimum = 1500
maximum = 2200
default = ""
about = { zh = "至哪一年止：事件须可能在此年或之前已开始", en = "Up to which year: events that may have begun in it or earlier" }

[params.nodes]
type = "integer"
minimum = 0
maximum = 999999999
default = 150
about = { zh = "最多显示多少机构，按伙伴数、强度、编号排序；0 为全部", en = "How many institutions at most, in the order of partners, strength, id; 0 = all" }

[params.edges]
type = "integer"
minimum = 0
maximum = 999999999
default = 1000
about = { zh = "最多显示多少条联系，按强度、共同事件数、编号排序；0 为全部", en = "How many ties at most, in the order of strength, shared events, ids; 0 = all" }

[params.cap]
type = "integer"
minimum = 0
maximum = 10000
default = 0
about = { zh = "成员超过此数的大联合体不构成联系；0 为不限（本项目设定）", en = "Events of more members make no tie; 0 = no cap (ours)" }

[params.ties]
type = "choice"
options = ["all", "activity"]
default = "all"
about = { zh = "哪些事件构成联系：全部，或仅活动（协议有效本身不是活动）", en = "Which events make ties: all, or activities only (an agreement in force is none)" }

[params.view]
type = "choice"
options = ["pairs", "bipartite"]
default = "pairs"
about = { zh = "机构对机构，或机构对事件", en = "Institution to institution, or institution to event" }

[params.measures]
type = "choice"
many = true
options = ["degree", "strength", "betweenness", "component", "community"]
default = ["degree", "strength", "component"]
about = { zh = "在整个筛选后的网络上计算的指标", en = "Measures to take on the whole filtered network" }

[params.seed]
type = "integer"
minimum = 0
maximum = 999999999
default = 1
about = { zh = "社群划分与抽样的随机种子", en = "Seed of communities and of samples" }

[columns.aspect]
type = "text"
about = { zh = "筛选项", en = "The filter" }
[columns.id]
type = "id"
about = { zh = "所涵盖事物的编号", en = "Id of what it takes in" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.records]
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (x:Thing)-[:BROADER*0..12]->(f:Thing {id: $field})
RETURN DISTINCT x.id AS field, x.label AS label, x.label_zh AS label_zh, x.label_en AS label_en
ORDER BY field

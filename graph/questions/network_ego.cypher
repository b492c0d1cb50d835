/*
title = { zh = "伙伴网络", en = "Partner network" }
question = { zh = "一家机构与谁合作，这些伙伴之间又如何合作？", en = "With whom does an institution cooperate, and its partners with each other?" }
path = "/institutions/{institution}/network"
answer = "network_ego"
hub = { zh = "由近及远逐层打开，强度在数据库中按机构汇总；达到节点上限即停，并写明略去多少", en = "Layers are opened from the nearest on, strengths are summed up by institution in the database; at the cap on nodes it stops, and what was left out is counted" }
returns = ["around"]
evidence = ["records"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "机构编号", en = "Id of the institution" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.depth]
type = "integer"
minimum = 1
maximum = 3
default = 1
about = { zh = "走几步：1 为直接伙伴", en = "How many steps to go; 1 = direct partners" }

[params.nodes]
type = "integer"
minimum = 1
maximum = 1000
default = 150
about = { zh = "最多显示多少机构；按距离、与更近者的联系强度、共同事件数、编号排序", en = "How many institutions at most, in the order of distance, strength of the tie to nearer ones, shared events, id" }

[params.edges]
type = "integer"
minimum = 1
maximum = 20000
default = 1000
about = { zh = "最多显示多少条联系；该机构自身的联系在前，其余按强度、共同事件数、编号排序", en = "How many ties at most: those of the institution itself first, then in the order of strength, shared events, ids" }

[params.cited]
type = "integer"
minimum = 0
maximum = 1000
default = ""
about = { zh = "每条联系列出多少个共同事件及其记录（成员少者在前）；0 为全部；不填则总共至多 1500 个、每条至少一个。其余计入 weight，并列于两机构的往来史（pair）", en = "How many shared events of each tie are listed with their records, those of fewest members first; 0 = all; without it at most 1,500 in all, but one of each. The others are counted in weight, and stand in the history of the pair" }

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
default = ["degree"]
about = { zh = "在所示网络上计算的指标", en = "Measures to take on the network shown" }

[params.seed]
type = "integer"
minimum = 0
maximum = 999999999
default = 1
about = { zh = "社群划分与抽样的随机种子", en = "Seed of communities and of samples" }

[params.ids]
type = "internal"

[columns.source]
type = "id"
about = { zh = "一端编号", en = "Id of one end" }
[columns.target]
type = "id"
about = { zh = "另一端编号", en = "Id of the other end" }
[columns.weight]
type = "integer"
about = { zh = "共同事件数", en = "Number of shared events" }
[columns.strength]
type = "number"
about = { zh = "强度：各事件 1/(n-1) 之和，n 为事件的全部成员数（同 I4）", en = "Strength: the sum of 1/(n-1) over the events, n all members of the event (as I4)" }
[columns.events]
about = { zh = "所列共同事件的编号；日期、成员数见 events", en = "Ids of the shared events listed; their dates and sizes stand in `events`" }
[columns.records]
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
UNWIND $ids AS id
// who joins an event after the day is no member of it yet
MATCH (a:Thing {id: id})-[s:TIE]->(e:Thing)
WHERE (e.event_from IS NULL OR e.event_from <= $as_of) AND ($cap = 0 OR e.event_size <= $cap) AND e.event_size > 1
  AND ($ties = 'all' OR e.event_activity) AND (s.via_from IS NULL OR s.via_from <= $as_of)
WITH DISTINCT a, e
WITH e, toFloat(count(a)) / (e.event_size - 1) AS adds
MATCH (m:Organisation)-[t:TIE]->(e)
WHERE t.via_from IS NULL OR t.via_from <= $as_of
WITH DISTINCT m, e, adds
WITH m, sum(adds) AS strength, count(e) AS events
RETURN collect([m.id, round(strength, 9), events]) AS around

/*
title = { zh = "两家机构之间的路径", en = "Paths between two institutions" }
question = { zh = "两家机构经由谁、在哪些事件中相连？", en = "Through whom and in which events are two institutions connected?" }
path = "/paths/{one}/{other}"
answer = "network_paths"
hub = { zh = "从两端逐层打开，每个事件只打开一次；在最大步数内相遇即停", en = "Layers are opened from both ends, each event once, until they meet or the greatest length is reached" }
returns = ["opened"]
evidence = ["records"]

[params.one]
type = "id"
of = ["Organisation"]
about = { zh = "一端编号", en = "Id of one end" }

[params.other]
type = "id"
of = ["Organisation"]
about = { zh = "另一端编号", en = "Id of the other end" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.length]
type = "integer"
minimum = 1
maximum = 8
default = 4
about = { zh = "最多几步（机构到机构为一步）", en = "Steps at most; from institution to institution is one" }

[params.paths]
type = "integer"
minimum = 1
maximum = 1000
default = 20
about = { zh = "最多列出多少条最短路径，按途经编号排序", en = "How many of the shortest paths to show, in the order of the ids on the way" }

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
about = { zh = "事件编号；日期、成员数见 events", en = "Ids of the events; their dates and sizes stand in `events`" }
[columns.records]
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
UNWIND $ids AS id
// who joins an event after the day is no member of it yet
MATCH (:Thing {id: id})-[s:TIE]->(e:Thing)
WHERE (e.event_from IS NULL OR e.event_from <= $as_of) AND ($cap = 0 OR e.event_size <= $cap)
  AND ($ties = 'all' OR e.event_activity) AND (s.via_from IS NULL OR s.via_from <= $as_of)
WITH DISTINCT e
MATCH (m:Organisation)-[t:TIE]->(e)
WHERE t.via_from IS NULL OR t.via_from <= $as_of
WITH e, collect(DISTINCT m.id) AS members
RETURN collect([e.id, members]) AS opened

/*
about = { zh = "若干机构的小规模活动及其成员", en = "Activities of few members of given institutions, with their members" }
hub = { zh = "只展开成员数不超过上限的活动，每个活动一次", en = "Only activities of at most the cap are opened, each once however many of the institutions it has" }
returns = ["events"]
[params.ids]
type = "internal"
[params.cap]
type = "internal"
[params.as_of]
type = "internal"
*/
MATCH (a:Thing)-[:TIE]->(e:Thing)
WHERE a.id IN $ids AND e.event_activity AND e.event_from <= $as_of AND 2 <= e.event_size <= $cap
WITH DISTINCT e
MATCH (m:Thing)-[:TIE]->(e)
WITH e, collect(DISTINCT m.id) AS members
RETURN collect([e.id, members]) AS events

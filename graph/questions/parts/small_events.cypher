/*
about = { zh = "候选机构参加的小规模活动及其成员", en = "Activities of few members in which candidates take part, with their members" }
hub = { zh = "只展开成员不超过上限的活动", en = "Expands only events of at most `cap` members, so a consortium of hundreds is never opened" }
returns = ["members", "countries", "dates"]
[params.candidates]
type = "internal"
[params.cap]
type = "internal"
[params.as_of]
type = "internal"
*/
MATCH (o:Thing) WHERE o.id IN $candidates
MATCH (o)-[:TIE]->(e:Thing)
WHERE e.event_activity AND 2 <= e.event_size <= $cap AND e.event_from <= $as_of
WITH DISTINCT e
MATCH (m:Organisation)-[:TIE]->(e)
WITH e, collect(m.id) AS members, collect(m.country) AS countries
RETURN members, countries,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates

/*
about = { zh = "两家机构各自的全部活动及其成员", en = "Every activity of either of two partners with its members" }
hub = { zh = "只取活动的成员编号；可用上限略去大联合体", en = "Only ids of members, and events above `cap` members are left out when a cap is given" }
[params.one]
type = "internal"
[params.other]
type = "internal"
[params.cap]
type = "internal"
[params.as_of]
type = "internal"
[columns.event]
[columns.members]
*/
MATCH (a:Thing)-[:TIE]->(e:Thing)
WHERE a.id IN [$one, $other] AND e.event_activity AND e.event_from <= $as_of AND 2 <= e.event_size <= $cap
WITH DISTINCT e
MATCH (m:Thing)-[:TIE]->(e)
RETURN e.id AS event, collect(DISTINCT m.id) AS members
ORDER BY event

/*
about = { zh = "一国各类事件数", en = "Events of a country by kind" }
[params.country]
type = "internal"
[params.as_of]
type = "internal"
[columns.kind]
[columns.events]
*/
MATCH (o:Organisation) WHERE o.country = $country
MATCH (o)-[:TIE]->(e:Thing)
WHERE e.event_activity AND (e.event_from IS NULL OR e.event_from <= $as_of)
RETURN e.event_kind AS kind, count(DISTINCT e) AS events
ORDER BY kind

/*
about = { zh = "若干机构的称号及其有效期", en = "Titles of given institutions, with the time for which they hold" }
returns = ["of", "thing", "label", "kind", "value", "value_zh", "value_en", "dates", "contested"]
[params.ids]
type = "internal"
*/
MATCH (d:Designation)-[:ORGANISATION]->(o:Thing)
WHERE o.id IN $ids
OPTIONAL MATCH (d)-[:TITLE]->(c:Concept)
RETURN o.id AS of, d.id AS thing, d.label AS label, 'title' AS kind, d.title AS value, c.label_zh AS value_zh, c.label_en AS value_en,
       [toString(d.startDate_from), toString(d.startDate_to), toString(d.endDate_from), toString(d.endDate_to)] AS dates,
       coalesce(d.conflicts, []) AS contested
ORDER BY of, thing

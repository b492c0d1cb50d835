/*
about = { zh = "若干事物由哪些记录陈述", en = "The records that state given things" }
[params.ids]
type = "internal"
[columns.stated]
*/
MATCH (t:Thing)-[:STATED_IN]->(r:Record)
WHERE t.id IN $ids
WITH t, collect(r.id) AS records
RETURN collect([t.id, records]) AS stated

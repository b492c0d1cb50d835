/*
about = { zh = "若干事物由哪些记录陈述", en = "The records that state given things" }
[params.ids]
type = "internal"
[columns.id]
[columns.records]
*/
UNWIND $ids AS id
MATCH (:Thing {id: id})-[:STATED_IN]->(r:Record)
WITH id, r ORDER BY r.id
RETURN id, collect(DISTINCT r.id) AS records
ORDER BY id

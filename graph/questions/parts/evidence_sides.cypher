/*
about = { zh = "若干事物的有争议属性：各来源记录所述的值", en = "Contested things: what each record states of them" }
returns = ["of", "label", "record", "statements"]
[params.ids]
type = "internal"
*/
MATCH (t:Thing)-[s:STATED_IN]->(r:Record)
WHERE t.id IN $ids
RETURN t.id AS of, t.label AS label, r.id AS record, s.statements AS statements
ORDER BY of, record

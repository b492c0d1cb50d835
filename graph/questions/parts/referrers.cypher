/*
about = { zh = "哪些事物提到给定事物，由哪些记录陈述", en = "What refers to a given thing, and the records that state it" }
returns = ["subject", "label", "label_zh", "label_en", "stated_subject", "record", "statements"]
[params.id]
type = "internal"
*/
MATCH (x:Thing)-->(t:Thing {id: $id})
WITH DISTINCT x
MATCH (x)-[s:STATED_IN]->(r:Record)
WHERE any(one IN s.statements WHERE one ENDS WITH '\t' + $id)
RETURN x.id AS subject, x.label AS label, x.label_zh AS label_zh, x.label_en AS label_en, s.stated_subject AS stated_subject, r.id AS record, s.statements AS statements
ORDER BY subject, record

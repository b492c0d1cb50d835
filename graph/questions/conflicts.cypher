/*
title = { zh = "来源之间的矛盾", en = "Conflicts" }
question = { zh = "关于一个事物，来源之间在何处矛盾？", en = "Where do sources contradict each other on a thing?" }
path = "/things/{thing}/conflicts"
answer = "conflicts"
returns = ["subject", "label", "stated_subject", "record", "statements", "node", "contested"]
evidence = ["records"]

[params.thing]
type = "id"
of = []
about = { zh = "任一编号", en = "Any id" }

[columns.predicate]
type = "text"
about = { zh = "属性", en = "Property" }
[columns.name_zh]
type = "text"
about = { zh = "属性中文名", en = "Name of the property in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "属性英文名", en = "Name of the property in English" }
[columns.lang]
type = "text"
about = { zh = "语言", en = "Language" }
[columns.object]
type = "text"
about = { zh = "值", en = "Value" }
[columns.datatype]
type = "text"
about = { zh = "数据类型", en = "Datatype" }
[columns.chosen]
type = "boolean"
about = { zh = "是否为页面所示的值", en = "Whether it is the value that views show" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (t:Thing {id: $thing})
OPTIONAL MATCH (t)-[s:STATED_IN]->(r:Record)
RETURN t.id AS subject, t.label AS label, s.stated_subject AS stated_subject, r.id AS record, s.statements AS statements,
       properties(t) AS node, coalesce(t.conflicts, []) AS contested
ORDER BY record, stated_subject

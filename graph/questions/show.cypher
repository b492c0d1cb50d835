/*
title = { zh = "事物", en = "Any thing" }
question = { zh = "关于任一事物，各来源陈述了什么？", en = "What do the sources state of any thing?" }
path = "/things/{thing}"
answer = "show"
returns = ["subject", "label", "stated_subject", "record", "statements", "node", "contested", "described"]
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
[columns.object]
type = "text"
about = { zh = "值或所指事物", en = "Value, or the thing referred to" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.label_zh]
label = { zh = "所指事物中文名称", en = "Its name in Chinese" }
type = "text"
about = { zh = "所指事物的中文名称", en = "Name of the thing referred to, in Chinese" }
[columns.label_en]
label = { zh = "所指事物英文名称", en = "Its name in English" }
type = "text"
about = { zh = "所指事物的英文名称", en = "Name of the thing referred to, in English" }
[columns.datatype]
type = "text"
about = { zh = "数据类型", en = "Datatype" }
[columns.lang]
type = "text"
about = { zh = "语言", en = "Language" }
[columns.conflict]
about = { zh = "来源之间有矛盾时：chosen 为页面所示的值，contradicted 为与之矛盾的值，contested 为未载明取哪一个；空为无矛盾", en = "Where sources contradict each other: chosen is the value that views show, contradicted one that differs, contested where it is not told which; empty where they do not" }
[columns.stated_of]
type = "id"
many = true
about = { zh = "来源所用的原编号", en = "Ids under which it was stated" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (t:Thing {id: $thing})
OPTIONAL MATCH (t)-[s:STATED_IN]->(r:Record)
RETURN t.id AS subject, t.label AS label, s.stated_subject AS stated_subject, r.id AS record, s.statements AS statements,
       properties(t) AS node, coalesce(t.conflicts, []) AS contested, NOT t:Placeholder AS described
ORDER BY record, stated_subject

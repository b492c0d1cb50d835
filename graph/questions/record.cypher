/*
title = { zh = "一条记录陈述的内容", en = "What one record states" }
question = { zh = "一条记录陈述了什么？", en = "What does one record state?" }
path = "/records/{record}"
answer = "record"
returns = ["subject", "label", "name_zh", "name_en", "stated_subject", "record", "statements"]
evidence = ["record"]

[params.record]
type = "record"
about = { zh = "记录编号", en = "Id of the record" }

[columns.subject]
type = "id"
about = { zh = "事物编号", en = "Id of the thing" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.stated_subject]
type = "id"
about = { zh = "记录中的原编号", en = "Id under which the record speaks of it" }
[columns.predicate]
type = "text"
about = { zh = "属性", en = "Property" }
[columns.object]
type = "text"
about = { zh = "值或所指事物", en = "Value, or the thing referred to" }
[columns.datatype]
type = "text"
about = { zh = "数据类型", en = "Datatype" }
[columns.lang]
type = "text"
about = { zh = "语言", en = "Language" }
[columns.record]
type = "id"
about = { zh = "记录编号", en = "Id of the record" }
[columns.file]
about = { zh = "记录所在文件", en = "File that the record stands in" }
[columns.sha256]
about = { zh = "文件的 SHA-256", en = "SHA-256 of the file" }
[columns.locator]
about = { zh = "在文件中的位置", en = "Where in the file" }
[columns.line]
about = { zh = "行；空为无行号", en = "Line; empty where there is none" }
[columns.url]
about = { zh = "见于网址", en = "Where a person saw it" }
[columns.seen]
about = { zh = "见到日期", en = "When it was seen" }
[columns.quality]
about = { zh = "来源性质", en = "Kind of that place" }
[columns.source]
about = { zh = "来源", en = "Source" }
[columns.publisher]
about = { zh = "发布者", en = "Publisher" }
[columns.licence]
about = { zh = "许可", en = "Licence" }
[columns.address]
about = { zh = "来源地址", en = "Address of the source" }
[columns.retrieved]
about = { zh = "取得日期", en = "Retrieved" }
*/
MATCH (t:Thing)-[s:STATED_IN]->(r:Record {id: $record})
RETURN t.id AS subject, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en, s.stated_subject AS stated_subject, r.id AS record, s.statements AS statements
ORDER BY subject, stated_subject

/*
title = { zh = "逐条陈述", en = "Statement by statement" }
question = { zh = "关于任一事物，每条记录逐条陈述了什么？", en = "What exactly does each record state of any thing, one statement a line?" }
path = "/statements/{thing}"
answer = "statements"
returns = ["subject", "stated_subject", "record", "statements", "source", "file", "sha256", "locator", "line", "url", "seen", "quality", "retrieved", "publisher", "licence", "address"]
evidence = ["record"]

[params.thing]
type = "id"
of = []
about = { zh = "任一编号", en = "Any id" }

[columns.subject]
type = "id"
about = { zh = "事物编号", en = "Id of the thing" }
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
[columns.stated_subject]
type = "id"
about = { zh = "记录中的原编号", en = "Id under which the record speaks of it" }
[columns.source]
type = "text"
about = { zh = "来源", en = "Source" }
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
[columns.retrieved]
about = { zh = "取得日期", en = "Retrieved" }
[columns.publisher]
about = { zh = "发布者", en = "Publisher" }
[columns.licence]
about = { zh = "许可", en = "Licence" }
[columns.address]
about = { zh = "来源地址", en = "Address of the source" }
*/
MATCH (t:Thing {id: $thing})-[s:STATED_IN]->(r:Record)
OPTIONAL MATCH (r)-[:FROM_SOURCE]->(f:Source)
RETURN t.id AS subject, s.stated_subject AS stated_subject, r.id AS record, s.statements AS statements,
       r.source AS source, r.file AS file, r.sha256 AS sha256, r.locator AS locator, r.line AS line, r.url AS url,
       r.seen AS seen, r.quality AS quality, r.retrieved AS retrieved, f.publisher AS publisher, f.licence AS licence,
       f.address AS address
ORDER BY record, stated_subject

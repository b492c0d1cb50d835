/*
title = { zh = "记录", en = "Records" }
question = { zh = "这些记录出自何处？", en = "Where do these records come from?" }
path = "/records"
answer = "records"
returns = ["record", "source", "title", "title_zh", "title_en", "file", "sha256", "line", "locator", "publisher", "licence", "address", "url", "seen", "quality", "retrieved", "fictional"]
evidence = ["record"]
first = ["record", "source", "file", "locator", "line", "seen"]

[params.records]
type = "record"
many = true
about = { zh = "记录编号，可多个", en = "Ids of records, one or more" }

[columns.record]
type = "id"
about = { zh = "记录编号", en = "Id of the record" }
[columns.source]
type = "text"
about = { zh = "来源", en = "Source" }
[columns.title]
type = "text"
about = { zh = "来源名称", en = "Title of the source" }
[columns.title_zh]
type = "text"
about = { zh = "来源的中文名称", en = "Name of the source in Chinese" }
[columns.title_en]
type = "text"
about = { zh = "来源的英文名称", en = "Name of the source in English" }
[columns.file]
type = "text"
about = { zh = "文件", en = "File" }
[columns.sha256]
type = "text"
about = { zh = "文件的 SHA-256", en = "SHA-256 of the file" }
[columns.line]
type = "integer"
about = { zh = "行；0 为无行号", en = "Line; 0 where there is none" }
[columns.locator]
type = "text"
about = { zh = "在文件中的位置", en = "Where in the file" }
[columns.publisher]
type = "text"
many = true
about = { zh = "发布者", en = "Publisher" }
[columns.licence]
type = "text"
about = { zh = "许可", en = "Licence" }
[columns.address]
type = "text"
about = { zh = "来源地址", en = "Address of the source" }
[columns.url]
type = "text"
about = { zh = "见于网址", en = "Where a person saw it" }
[columns.seen]
type = "date"
about = { zh = "见到日期", en = "When it was seen" }
[columns.quality]
type = "text"
about = { zh = "来源性质", en = "Kind of that place" }
[columns.retrieved]
type = "date"
about = { zh = "取得日期", en = "Retrieved" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether the source is fictional" }
*/
UNWIND $records AS id
MATCH (r:Record {id: id})
OPTIONAL MATCH (r)-[:FROM_SOURCE]->(s:Source)
RETURN r.id AS record, r.source AS source, s.label AS title, s.label_zh AS title_zh, s.label_en AS title_en, r.file AS file, r.sha256 AS sha256, r.line AS line,
       r.locator AS locator, s.publisher AS publisher, s.licence AS licence, s.address AS address, r.url AS url,
       r.seen AS seen, r.quality AS quality, r.retrieved AS retrieved, coalesce(s.fictional, false) AS fictional
ORDER BY record

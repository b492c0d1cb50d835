/*
title = { zh = "来源", en = "Sources" }
question = { zh = "图中有哪些来源？", en = "Which sources are in the graph?" }
path = "/sources"
first = ["source", "label", "licence", "retrieved", "records", "coverage"]
returns = ["source", "label", "name_zh", "name_en", "publisher", "licence", "address", "retrieved", "fictional", "records", "coverage"]

[columns.source]
type = "id"
about = { zh = "来源编号", en = "Id of the source" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.publisher]
type = "text"
many = true
about = { zh = "发布者", en = "Publisher" }
[columns.licence]
type = "text"
about = { zh = "许可", en = "Licence" }
[columns.address]
type = "text"
about = { zh = "地址", en = "Address" }
[columns.retrieved]
type = "date"
about = { zh = "取得日期", en = "Retrieved" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.records]
type = "integer"
about = { zh = "记录数", en = "Number of records" }
[columns.coverage]
about = { zh = "覆盖声明", en = "What it declares to cover" }
*/
MATCH (s:Source)
RETURN s.id AS source, s.label AS label, s.label_zh AS name_zh, s.label_en AS name_en, s.publisher AS publisher, s.licence AS licence, s.address AS address,
       s.retrieved AS retrieved, coalesce(s.fictional, false) AS fictional, COUNT { (s)<-[:FROM_SOURCE]-() } AS records,
       COLLECT { MATCH (c:Coverage)-[:SOURCE]->(s)
                 RETURN {about: c.aboutClass, property: c.aboutProperty, countries: c.country, start: c.startDate, end: c.endDate,
                         complete: coalesce(c.complete, false)} ORDER BY c.id } AS coverage
ORDER BY source

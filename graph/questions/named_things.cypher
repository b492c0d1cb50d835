/*
title = { zh = "这些编号是什么", en = "What these ids are" }
question = { zh = "给定编号各是什么事物？", en = "What are the things of given ids?" }
path = "/things"
evidence = ["records"]

[params.things]
type = "id"
many = true
about = { zh = "编号，可多个", en = "Ids, one or more" }

[columns.thing]
label = { zh = "编号", en = "Id" }
type = "id"
about = { zh = "现用编号", en = "Its id now" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.classes]
label = { zh = "类别", en = "Classes" }
type = "text"
many = true
about = { zh = "所属类别", en = "The classes that it is of" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.aliases]
type = "id"
many = true
about = { zh = "曾用编号", en = "Ids that lead here" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
UNWIND $things AS id
MATCH (t:Thing {id: id})
WITH DISTINCT t
RETURN t.id AS thing, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en, t.country AS country,
       COLLECT { UNWIND labels(t) AS one RETURN one ORDER BY one } AS classes, coalesce(t.fictional, false) AS fictional,
       COLLECT { MATCH (r:Redirect)-[:REDIRECT]->(t) RETURN r.id AS id ORDER BY id } AS aliases,
       COLLECT { MATCH (t)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id AS id ORDER BY id } AS records
ORDER BY thing

/*
title = { zh = "查找", en = "Find" }
question = { zh = "哪些事物的名称与此相符（中文或英文）？", en = "Which things have a name like this, in Chinese or English?" }
path = "/find"
answer = "find"
returns = ["id", "label", "name_zh", "name_en", "type", "country", "fictional", "names", "score"]

[params.text]
type = "text"
about = { zh = "名称中的词", en = "Words of a name" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[params.query]
type = "internal"

[columns.id]
type = "id"
about = { zh = "编号", en = "Id" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.type]
type = "text"
many = true
about = { zh = "类别", en = "Class" }
[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.same]
type = "boolean"
about = { zh = "名称是否相同", en = "Whether a name is the same" }
*/
CALL () {
  CALL db.index.fulltext.queryNodes('names_cjk', $query, {limit: 500}) YIELD node, score RETURN node, score
  UNION ALL
  CALL db.index.fulltext.queryNodes('names_folded', $query, {limit: 500}) YIELD node, score RETURN node, score
}
WITH node AS t, max(score) AS score
RETURN t.id AS id, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en,
       COLLECT { UNWIND labels(t) AS one RETURN one ORDER BY one } AS type, t.country AS country,
       coalesce(t.fictional, false) AS fictional, coalesce(t.names, []) AS names, score
ORDER BY score DESC, id

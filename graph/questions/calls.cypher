/*
title = { zh = "可用的项目征集", en = "Calls that a pair can use" }
question = { zh = "两家机构现在可用哪些项目征集？其他的为何不可用？", en = "Which open calls can two institutions use, and why not the others?" }
path = "/pairs/{one}/{other}/calls"
answer = "calls"
returns = ["call", "label", "name_zh", "name_en", "programme", "kind", "countries", "fields", "dates"]
evidence = ["records"]
first = ["call", "label", "usable", "opens", "deadline"]

[params.one]
type = "id"
of = ["Organisation"]
about = { zh = "一方编号", en = "Id of one side" }

[params.other]
type = "id"
of = ["Organisation"]
about = { zh = "另一方编号", en = "Id of the other side" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.field]
type = "id"
of = ["Concept"]
default = ""
about = { zh = "领域；不给则不按领域筛选", en = "A field; without one, fields are not looked at" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.call]
type = "id"
about = { zh = "征集编号", en = "Id of the call" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.usable]
type = "text"
options = ["yes", "no", "unknown"]
about = { zh = "能否使用", en = "Whether they can use it" }
[columns.why]
label = { zh = "理由", en = "Why" }
type = "text"
many = true
about = { zh = "不可用或未知的理由", en = "Why not, or why it is not known" }
[columns.programme]
type = "text"
many = true
about = { zh = "计划", en = "Programme" }
[columns.kind]
type = "text"
about = { zh = "类型", en = "Kind" }
[columns.countries]
type = "text"
many = true
about = { zh = "适用国家", en = "Eligible countries" }
[columns.fields]
type = "id"
many = true
about = { zh = "领域", en = "Fields" }
[columns.opens]
type = "date"
about = { zh = "开放日期", en = "Opens" }
[columns.deadline]
type = "date"
about = { zh = "截止日期", en = "Deadline" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (c:Call)
RETURN c.id AS call, c.label AS label, c.label_zh AS name_zh, c.label_en AS name_en, c.programme AS programme, c.callType AS kind, coalesce(c.eligibleCountry, []) AS countries,
       COLLECT { MATCH (c)-[:FIELD]->(f:Thing) RETURN f.id ORDER BY f.id } AS fields,
       [toString(c.opensOn_from), toString(c.opensOn_to), toString(c.deadline_from), toString(c.deadline_to)] AS dates
ORDER BY call

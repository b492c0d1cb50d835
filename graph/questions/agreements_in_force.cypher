/*
title = { zh = "在有效期内的协议", en = "Agreements in force" }
question = { zh = "某日对某国或某领域有哪些协议有效？", en = "Which agreements are in force on a date, for a country or a field?" }
path = "/agreements"
answer = "in_force"
returns = ["agreement"]
evidence = ["records"]
first = ["agreement", "label", "state", "entered", "valid_until", "countries"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.on]
type = "date"
default = ""
about = { zh = "哪一天的状态；不填为截至日", en = "The day whose state is asked for; none = the as-of day" }

[params.country]
type = "countries"
default = []
about = { zh = "国家代码或地区编号；不填为全部", en = "Country codes or ids of regions; none = all" }

[params.field]
type = "id"
of = ["Concept"]
default = ""
about = { zh = "领域概念的编号；不填为全部", en = "Id of the concept of a field; none = all" }

[params.level]
type = "choice"
many = true
options = ["intergovernmental", "departmental", "institution", "project", "person"]
default = ["intergovernmental"]
about = { zh = "协议层级", en = "Levels of agreement" }

[params.state]
type = "choice"
many = true
options = ["yes", "presumed", "unknown", "no"]
default = ["yes", "presumed", "unknown"]
about = { zh = "显示哪些状态", en = "Which states to show" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.agreement]
type = "id"
about = { zh = "协议编号", en = "Id of the agreement" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.level]
type = "text"
options = ["intergovernmental", "departmental", "institution", "project", "person"]
about = { zh = "层级", en = "Level" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.state]
type = "text"
options = ["yes", "presumed", "unknown", "no"]
about = { zh = "该日状态：yes 有效、presumed 推定有效、unknown 未知、no 无效", en = "State on the day: yes, presumed, unknown, no" }
[columns.reason]
type = "text"
about = { zh = "状态的理由", en = "Why that state" }
[columns.covers]
label = { zh = "涵盖该领域", en = "Covers the field" }
type = "text"
about = { zh = "是否覆盖所问领域；unknown 为未载明领域", en = "Whether it covers the field asked for; unknown: it states no field" }
[columns.signed]
type = "date"
about = { zh = "签署日期", en = "Signed" }
[columns.entered]
type = "date"
about = { zh = "生效日期", en = "Entered into force" }
[columns.provisional]
type = "date"
about = { zh = "临时适用起始", en = "Provisional application since" }
[columns.valid_until]
type = "date"
about = { zh = "有效期至", en = "Valid until" }
[columns.until_computed]
label = { zh = "推算有效期至", en = "Valid until (computed)" }
type = "date"
about = { zh = "未载明截止日时，由期限与起始日推算的截止日", en = "End computed from duration and begin, where none is stated" }
[columns.terminated]
type = "date"
about = { zh = "终止日期", en = "Terminated" }
[columns.renewal]
type = "text"
about = { zh = "续期规则", en = "Renewal rule" }
[columns.renewed_by]
type = "id"
many = true
about = { zh = "由何协议续期", en = "Renewed by" }
[columns.fields]
type = "id"
many = true
about = { zh = "领域", en = "Fields" }
[columns.sides]
about = { zh = "各缔约方及其自身状态", en = "Parties, each with its own state" }
[columns.countries]
about = { zh = "当日受约束的国家及状态", en = "Countries bound on the day, with their state" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Which agreements are known on the day; what is in force is derived from their dates and clauses (parts/agreements).
MATCH (a:Agreement)
WHERE a.level IN $level AND coalesce(a.scientific, true) AND (a.event_from IS NULL OR a.event_from <= $as_of OR a.signedOn_from <= $as_of)
RETURN a.id AS agreement
ORDER BY agreement

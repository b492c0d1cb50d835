/*
title = { zh = "候选机构对照", en = "Candidates side by side" }
question = { zh = "几家候选机构在各项条件上如何对照？", en = "How do several candidates stand beside one another?" }
path = "/compare"
answer = "compare"
hub = { zh = "各证据步骤对全部候选各问一次，只返回编号与值；大联合体不展开", en = "Each step of evidence is asked once for all candidates and returns ids and values; large consortia are not opened" }
returns = ["thing", "label"]
evidence = ["records"]

[params.institutions]
type = "id"
many = true
of = ["Organisation"]
about = { zh = "机构编号，最多五个", en = "Ids of institutions, up to five" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.rules]
type = "text"
default = "key-institutions"
about = { zh = "规则集：名称，或名称@版本", en = "Rule set: a name, or name@version" }

[params.reading]
type = "text"
many = true
default = []
about = { zh = "读法与数值，如 C3=all、C2c.years=4；未给的用规则集的默认", en = "Modes and numbers, such as C3=all or C2c.years=4; what is not given is the rule set's default" }

[params.ids]
type = "internal"

[columns.institution]
type = "id"
about = { zh = "机构编号", en = "Id of the institution" }
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
about = { zh = "所在国家", en = "Country of its seat" }
[columns.host]
type = "id"
about = { zh = "依托单位", en = "Its host, where it is a unit" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.pool]
label = { zh = "候选池", en = "Pool" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "第4.1款：是否在候选池内", en = "Clause 4.1: whether it is in the pool" }
[columns.decidable]
label = { zh = "机器可判部分", en = "What a machine can decide" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "仅按机器可判的部分得出的状态；列表按此排列", en = "The status by those parts alone that a machine can decide; the list is ordered by it" }
[columns.status]
label = { zh = "机器状态", en = "Machine status" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "全部条件的机器状态；待人判断者为未定", en = "The machine's status of all conditions; what awaits a person is undetermined" }
[columns.effective]
label = { zh = "计入人工判断", en = "With people's judgements" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "计入人工判断后的状态；不是决定", en = "The status with people's judgements; no decision" }
[columns.conditions]
label = { zh = "各项条件", en = "Conditions" }
about = { zh = "各项条件的机器状态", en = "The machine's status of each condition" }
[columns.parts]
label = { zh = "各分项", en = "Parts" }
about = { zh = "各分项的机器状态", en = "The machine's status of each part" }
[columns.judged]
label = { zh = "有人工判断的条款", en = "Judged by people" }
type = "text"
many = true
about = { zh = "有人工判断的条款", en = "Clauses that people judged" }
[columns.stable]
label = { zh = "稳定", en = "Stable" }
type = "boolean"
about = { zh = "换任何读法、任何数值增减一档，状态都不变", en = "Whether no other reading and no number a step away changes anything" }
[columns.flips]
label = { zh = "何者改变状态", en = "What flips" }
about = { zh = "会改变状态的读法或数值，以及改变了什么", en = "Readings and numbers that change a status, and what they change" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Everything a verdict rests on comes from the steps parts/evidence_*.cypher, each asked once for all candidates; this
// names the projects that put a candidate in the pool.
MATCH (p:Project) WHERE p.id IN $ids
RETURN p.id AS thing, p.label AS label

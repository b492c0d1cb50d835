/*
title = { zh = "一家候选机构与各项条件", en = "One candidate and the conditions" }
question = { zh = "一家机构在各项条件上如何？证据、反证、矛盾、未知各有哪些？", en = "How does one institution stand to each condition, and what speaks for it, against it, or is not known?" }
path = "/institutions/{institution}/verdict"
answer = "verdict"
hub = { zh = "各证据步骤对全部候选各问一次，只返回编号与值；大联合体不展开", en = "Each step of evidence is asked once for all candidates and returns ids and values; large consortia are not opened" }
returns = ["thing", "label"]
evidence = ["records"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "机构编号", en = "Id of the institution" }

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

[params.listed]
type = "integer"
minimum = 0
default = 10
about = { zh = "每项至多列出几条证据；0 为全部", en = "Items of evidence that a part lists; 0 = all" }

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
[columns.rules]
label = { zh = "规则集", en = "Rule set" }
about = { zh = "规则集名称、版本与摘要", en = "Name, version and digest of the rule set" }
[columns.reading]
label = { zh = "读法", en = "Reading" }
about = { zh = "所用读法", en = "The modes in use" }
[columns.thresholds]
label = { zh = "数值", en = "Numbers" }
about = { zh = "所用数值", en = "The thresholds in use" }
[columns.decidable]
label = { zh = "机器可判部分", en = "What a machine can decide" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "仅按机器可判的部分得出的状态", en = "The status by those parts alone that a machine can decide" }
[columns.status]
label = { zh = "机器状态", en = "Machine status" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "全部条件的机器状态", en = "The machine's status of all conditions" }
[columns.effective]
label = { zh = "计入人工判断", en = "With people's judgements" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "计入人工判断后的状态；不是决定", en = "The status with people's judgements; no decision" }
[columns.pool]
label = { zh = "候选池", en = "Pool" }
about = { zh = "第4.1款及使其入池的项目", en = "Clause 4.1 and the projects that put it in the pool" }
[columns.conditions]
label = { zh = "各项条件", en = "Conditions" }
about = { zh = "各项条件及其分项：状态、证据、反证、矛盾、未知", en = "Conditions and their parts: status, evidence for and against, conflicts, unknowns" }
[columns.stable]
label = { zh = "稳定", en = "Stable" }
type = "boolean"
about = { zh = "换任何读法、任何数值增减一档，状态都不变", en = "Whether no other reading and no number a step away changes anything" }
[columns.sensitivity]
label = { zh = "敏感性", en = "Sensitivity" }
about = { zh = "每种读法、每个数值增减一档各改变什么", en = "What each other reading and each number a step away changes" }
[columns.missing]
label = { zh = "缺少的事实", en = "Missing facts" }
about = { zh = "能改变结论的最小缺失事实组合，以及谁能提供", en = "The smallest sets of missing facts that would change the verdict, and who could supply them" }
[columns.units]
type = "id"
many = true
about = { zh = "所依托的单位", en = "Its units" }
[columns.predecessors]
type = "id"
many = true
about = { zh = "所承继的机构", en = "Institutions that it succeeds" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Everything a verdict rests on comes from the steps parts/evidence_*.cypher, each asked once for all candidates; this
// names the projects that put a candidate in the pool.
MATCH (p:Project) WHERE p.id IN $ids
RETURN p.id AS thing, p.label AS label

/*
title = { zh = "缺什么", en = "Gaps" }
question = { zh = "一家机构还缺哪些事实？谁能提供？补上会改变什么？", en = "Which facts are missing for an institution, who could supply each, and what would it change?" }
path = "/institutions/{institution}/gaps"
answer = "gaps"
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

[params.ids]
type = "internal"

[columns.clause]
type = "text"
about = { zh = "条款", en = "Clause" }
[columns.text_zh]
type = "text"
about = { zh = "条款原文", en = "The clause in Chinese" }
[columns.text_en]
type = "text"
about = { zh = "英文工作译文", en = "The clause in English" }
[columns.status]
label = { zh = "机器状态", en = "Machine status" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "机器状态", en = "The machine's status" }
[columns.effective]
label = { zh = "计入人工判断", en = "With people's judgements" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "计入人工判断后的状态", en = "The status with people's judgements" }
[columns.enters]
label = { zh = "计入条件", en = "Enters" }
type = "boolean"
about = { zh = "是否计入条件的合取", en = "Whether it enters the conjunction of its condition" }
[columns.reason]
type = "text"
about = { zh = "理由", en = "Why" }
[columns.why_zh]
type = "text"
label = { zh = "缺什么（中文）", en = "What is missing (Chinese)" }
about = { zh = "缺什么", en = "What is missing, in Chinese" }
[columns.why_en]
type = "text"
label = { zh = "缺什么（英文）", en = "What is missing" }
about = { zh = "缺什么，英文", en = "What is missing" }
[columns.who_zh]
type = "text"
many = true
label = { zh = "谁能提供（中文）", en = "Who could supply it (Chinese)" }
about = { zh = "谁能提供", en = "Who could supply it, in Chinese" }
[columns.who_en]
type = "text"
many = true
label = { zh = "谁能提供（英文）", en = "Who could supply it" }
about = { zh = "谁能提供，英文", en = "Who could supply it" }
[columns.things]
type = "id"
many = true
about = { zh = "相关事物", en = "Things concerned" }
[columns.could_change]
label = { zh = "可使结论变为", en = "Could change the verdict to" }
type = "text"
many = true
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "与其他事实一起可使结论变为", en = "What it could change the verdict to, with others" }
[columns.alone]
label = { zh = "单独即可变为", en = "Alone it changes it to" }
type = "text"
many = true
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "单独即可使结论变为", en = "What it alone would change the verdict to" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Everything a verdict rests on comes from the steps parts/evidence_*.cypher, each asked once for all candidates; this
// names the projects that put a candidate in the pool.
MATCH (p:Project) WHERE p.id IN $ids
RETURN p.id AS thing, p.label AS label

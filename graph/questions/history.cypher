/*
title = { zh = "历史核对", en = "History check" }
question = { zh = "已获称号的机构，在授予前一天凭当时已有的事实（称号本身不计）处于什么位置？", en = "How did the holders of a title stand the day before they got it, by the facts dated before and without the title itself?" }
path = "/history"
answer = "history"
hub = { zh = "每个授予日各按全部候选判断一次；各证据步骤只返回编号与值，大联合体不展开", en = "All candidates are judged once for each day of a decision; the steps of evidence return ids and values, large consortia are not opened" }
returns = ["thing", "label", "title", "holder", "country", "begin", "stated", "contested", "fictional"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "核对截至哪一天授予的称号", en = "The day up to which titles count as given" }

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

[params.title]
type = "text"
many = true
default = []
about = { zh = "称号的编号或名称；未给的用规则集所列的称号", en = "Titles, by notation or name; those that the rule set names where none is given" }

[params.k]
type = "integer"
many = true
minimum = 1
maximum = 100000
default = [10, 25, 100]
about = { zh = "前多少名", en = "How many of the first are looked at" }

[params.titles]
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
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.titles]
label = { zh = "所授称号", en = "Titles given" }
about = { zh = "次日所授的称号及来源所载日期", en = "Titles given on the next day, with the date as the source states it" }
[columns.day]
label = { zh = "判断所截至日", en = "Judged as of" }
type = "date"
about = { zh = "授予日期可能的最早一天的前一天", en = "The day before the earliest day that the date of the decision can mean" }
[columns.place]
label = { zh = "候选", en = "Candidate then" }
type = "text"
options = ["in", "undecided", "out"]
about = { zh = "当日所知是否使其入池；out 指未见使其入池的项目，并非不在池内（判断见 pool）", en = "Whether what was known on that day puts it in the pool; out: no project known does, which is no finding that it was outside (see pool)" }
[columns.candidates]
label = { zh = "当日候选数", en = "Candidates then" }
type = "integer"
about = { zh = "当日候选池（含未定）的机构数", en = "Institutions in the pool of that day, undecided ones included" }
[columns.pool]
label = { zh = "候选池", en = "Pool" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "第4.1款：是否在候选池内", en = "Clause 4.1: whether it is in the pool" }
[columns.decidable]
label = { zh = "机器可判部分", en = "What a machine can decide" }
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]
about = { zh = "仅按机器可判的部分得出的状态", en = "The status by those parts alone that a machine can decide" }
[columns.conditions]
label = { zh = "各项条件", en = "Conditions" }
about = { zh = "各项条件的机器状态", en = "The machine's status of each condition" }
[columns.parts]
label = { zh = "各分项", en = "Parts" }
about = { zh = "各分项的机器状态", en = "The machine's status of each part" }
[columns.ranks]
label = { zh = "按单项指标的名次", en = "Rank by each figure" }
about = { zh = "按每一单项指标在当日全部候选中的名次（并列给出起止）与百分位；非候选者没有名次", en = "Rank among all candidates of that day by one figure at a time, from and to where several have the same, and the percentile; who was no candidate has none" }
[columns.masked]
label = { zh = "另遮蔽的称号", en = "Other titles masked" }
type = "id"
many = true
about = { zh = "同类称号中在此之前已授予的，一并不作证据", en = "Titles of the same kind given before, which are no evidence either" }
[columns.undated]
label = { zh = "无日期的事实", en = "Facts without a date" }
type = "id"
many = true
about = { zh = "不能确定在此之前的事实：不使任何分项具备", en = "Facts of which it is not known that they are earlier: they make no part met" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Who holds the titles; how each stood the day before comes from the steps parts/evidence_*.cypher, once for each day.
MATCH (d:Designation)-[:ORGANISATION]->(o:Thing)
WHERE d.title IN $titles
OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
WITH d, o, h ORDER BY h.id
WITH d, o, head(collect(h)) AS h
RETURN d.id AS thing, d.label AS label, d.title AS title, o.id AS holder, coalesce(o.country, h.country) AS country,
       toString(d.startDate_from) AS begin, toString(d.startDate) AS stated,
       any(name IN ['startDate', 'title', 'organisation'] WHERE name IN coalesce(d.conflicts, [])) AS contested,
       coalesce(d.fictional, false) AS fictional
ORDER BY begin, holder, thing

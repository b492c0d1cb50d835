/*
title = { zh = "持续支持", en = "Continuous support" }
question = { zh = "哪些受支持的项目有中断，或不足三年？", en = "Which supported projects have a break, or less than three years of support?" }
path = "/support"
answer = "support"
returns = ["project", "label", "label_zh", "label_en", "decisions"]
evidence = ["records"]
first = ["project", "label", "state", "months", "breaks"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.months]
type = "integer"
minimum = 1
maximum = 600
default = 36
about = { zh = "须持续的月数；第2.2款：不少于3年", en = "Months that support must last; clause 2.2: at least three years" }

[params.tolerance]
type = "integer"
minimum = 0
maximum = 366
default = 0
about = { zh = "两期支持之间可容许的空白天数（本项目设定）", en = "Free days between two periods that still make them one (ours)" }

[params.state]
type = "choice"
many = true
options = ["MET", "NOT_MET", "UNKNOWN"]
default = ["MET", "NOT_MET", "UNKNOWN"]
about = { zh = "显示哪些", en = "Which to show" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.project]
type = "id"
about = { zh = "项目编号", en = "Id of the project" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.state]
type = "text"
options = ["MET", "NOT_MET", "UNKNOWN"]
about = { zh = "是否连续支持足够月数", en = "Whether support lasts long enough without a break" }
[columns.reason]
type = "text"
about = { zh = "理由", en = "Why" }
[columns.months]
about = { zh = "最长连续支持的月数：最少与最多", en = "Months of the longest unbroken support: at least and at most" }
[columns.breaks]
label = { zh = "中断", en = "Breaks" }
about = { zh = "中断", en = "Breaks" }
[columns.periods]
about = { zh = "各期支持", en = "Periods of support" }
[columns.institutions]
label = { zh = "机构", en = "Institutions" }
type = "id"
many = true
about = { zh = "受支持或参加的本方机构", en = "Institutions of home that are supported or take part" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (d:SupportDecision)-[:PROJECT]->(p:Project)
OPTIONAL MATCH (d)-[:ORGANISATION]->(o:Thing)
OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
WITH p, d, o, head(collect(h.country)) AS host
WITH p, d, o, coalesce(o.country, host) AS country, [toString(d.startDate_from), toString(d.startDate_to), toString(d.endDate_from), toString(d.endDate_to)] AS dates
ORDER BY d.id
WITH p, collect([d.id, o.id, country, d.programme, dates]) AS decisions
WHERE any(one IN decisions WHERE one[2] IN $home) OR EXISTS {
  MATCH (m:Thing)-[:TIE]->(p)
  WHERE m.country IN $home OR (m.country IS NULL AND EXISTS { (m)-[:HOST]->(h:Organisation) WHERE h.country IN $home }) }
RETURN p.id AS project, p.label AS label, p.label_zh AS label_zh, p.label_en AS label_en, decisions
ORDER BY project

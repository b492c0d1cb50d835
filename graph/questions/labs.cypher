/*
title = { zh = "联合实验室", en = "Joint labs" }
question = { zh = "本方有哪些中外联合实验室？是否列入有效的政府间协议？", en = "Which joint labs does home have with others, and does an agreement in force include them?" }
path = "/labs"
answer = "labs"
returns = ["lab", "label", "name_zh", "name_en", "fictional", "country", "kinds", "start", "end", "members", "fields", "inclusions", "under", "dates"]
evidence = ["records"]
first = ["lab", "label", "included", "start", "end", "members"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.included]
type = "choice"
many = true
options = ["included", "not_included", "unknown"]
default = ["included", "not_included", "unknown"]
about = { zh = "显示哪些", en = "Which to show" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.lab]
type = "id"
about = { zh = "联合实验室编号", en = "Id of the joint lab" }
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
[columns.country]
type = "text"
about = { zh = "所在国家", en = "Country of the site" }
[columns.kinds]
type = "text"
many = true
about = { zh = "类型", en = "Kinds" }
[columns.start]
type = "date"
about = { zh = "开始", en = "Start" }
[columns.end]
type = "date"
about = { zh = "结束（计划的也保留）", en = "End (a planned end stays visible)" }
[columns.members]
about = { zh = "成员", en = "Members" }
[columns.fields]
type = "id"
many = true
about = { zh = "领域", en = "Fields" }
[columns.included]
label = { zh = "列入有效协议", en = "Included" }
type = "text"
options = ["included", "not_included", "unknown"]
about = { zh = "是否列入有效协议：included、not_included、unknown", en = "Whether an agreement in force includes it: included, not_included, unknown" }
[columns.why]
type = "text"
about = { zh = "理由", en = "Why" }
[columns.agreements]
about = { zh = "列明它的协议及状态", en = "Agreements that name it, with their state" }
[columns.could_include]
label = { zh = "可能涵盖它的协议", en = "Agreements that could include it" }
about = { zh = "双方国家间有效、可涵盖其领域的协议", en = "Agreements in force between its countries that cover its field or may" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (l:JointLab)
WITH l, COLLECT { MATCH (m:LabMembership)-[:LAB]->(l) OPTIONAL MATCH (m)-[:INSTITUTION]->(o:Thing)
                  OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
                  WITH m, o, head(collect(h.country)) AS host
                  RETURN [m.id, o.id, o.label, coalesce(o.country, host, m.partnerCountry), m.memberRole, m.startDate, m.endDate, m.statedName]
                  ORDER BY m.id } AS members
WHERE any(x IN members WHERE x[3] IN $home) OR l.country IN $home
RETURN l.id AS lab, l.label AS label, l.label_zh AS name_zh, l.label_en AS name_en, coalesce(l.fictional, false) AS fictional,
       l.country AS country, l.labKind AS kinds, l.startDate AS start, l.endDate AS end, members,
       COLLECT { MATCH (l)-[:FIELD]->(f:Thing) RETURN f.id ORDER BY f.id } AS fields,
       COLLECT { MATCH (i:LabInclusion)-[:LAB]->(l), (i)-[:AGREEMENT]->(a:Thing)
                 RETURN [i.id, a.id, i.protocol, toString(i.date_from)] ORDER BY i.id } AS inclusions,
       COLLECT { MATCH (l)-[:AGREEMENT|FRAMEWORK]->(:Agreement)-[:FRAMEWORK*0..6]->(a:Agreement {level: 'intergovernmental'})
                 RETURN DISTINCT a.id ORDER BY a.id } AS under,
       [toString(l.event_from), toString(l.event_from_to), toString(l.event_to_from), toString(l.event_to)] AS dates
ORDER BY lab

/*
title = { zh = "项目、人才、基地相结合", en = "Project, people and base combined" }
question = { zh = "哪些机构对兼有项目、人才往来与联合实验室？哪些只差一步，差哪一步？", en = "Which pairs have a joint project, people and a base, and which lack one step, and which?" }
path = "/motifs"
answer = "motifs"
hub = { zh = "只展开人才往来与联合实验室，其成员很少", en = "Only stays and labs are opened, which have few members" }
returns = ["one", "other", "event", "label", "kind", "dates"]
evidence = ["records"]
first = ["institution", "partner", "partner_label", "complete", "missing"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.short]
type = "integer"
minimum = 0
maximum = 1
default = 1
about = { zh = "可缺的步数：0 只列齐全者，1 也列只差一步者", en = "Steps that may be missing: 0 lists complete pairs only, 1 also those one step short" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.institution]
type = "id"
about = { zh = "本方机构编号", en = "Id of the institution of home" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.partner]
type = "id"
about = { zh = "国外伙伴编号", en = "Id of the foreign partner" }
[columns.partner_label]
label = { zh = "伙伴名称", en = "Partner" }
type = "text"
about = { zh = "伙伴名称", en = "Name of the partner" }
[columns.partner_name_zh]
label = { zh = "伙伴中文名称", en = "Name of the partner in Chinese" }
type = "text"
about = { zh = "伙伴的中文名称", en = "Name of the partner in Chinese" }
[columns.partner_name_en]
label = { zh = "伙伴英文名称", en = "Name of the partner in English" }
type = "text"
about = { zh = "伙伴的英文名称", en = "Name of the partner in English" }
[columns.complete]
type = "boolean"
about = { zh = "是否齐全", en = "Whether all are there" }
[columns.kinds]
type = "text"
many = true
about = { zh = "已有的种类", en = "Kinds that it has" }
[columns.missing]
label = { zh = "所缺", en = "Missing" }
type = "text"
many = true
about = { zh = "所缺的种类；未见不等于没有", en = "Kinds not known to be there" }
[columns.events]
about = { zh = "各种类的事件", en = "The events of each kind" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// A pair with two of the three has a stay or a lab: so only those are opened, never the projects of a country.
MATCH (e:Thing) WHERE (e:ExpertEngagement OR e:JointLab) AND (e.event_from IS NULL OR e.event_from <= $as_of)
MATCH (a:Organisation)-[:TIE]->(e)
OPTIONAL MATCH (a)-[:HOST]->(above:Organisation)
WITH e, a, head(collect(above.country)) AS seat
WHERE coalesce(a.country, seat) IN $home
MATCH (b:Organisation)-[:TIE]->(e)
OPTIONAL MATCH (b)-[:HOST]->(h:Organisation)
WITH e, a, b, head(collect(h.country)) AS other
WHERE NOT coalesce(b.country, other) IN $home
RETURN DISTINCT a.id AS one, b.id AS other, e.id AS event, e.label AS label, e.event_kind AS kind,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates
ORDER BY one, other, event

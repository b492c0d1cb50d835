/*
title = { zh = "谁被跟随", en = "Who is followed" }
question = { zh = "在某领域或地区，哪些机构的合作者后来与其国外伙伴建立了联系？", en = "In a field or region, whose partners later tied up with its foreign partners?" }
path = "/followers"
answer = "followers"
hub = { zh = "只取小规模活动，先后在程序中比较", en = "Only activities of few members are read; who came first is compared in the program" }
returns = ["institution", "label", "label_zh", "label_en", "region"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.cap]
type = "integer"
minimum = 2
maximum = 10000
default = 10
about = { zh = "小规模事件的成员上限（本项目设定）", en = "Members up to which an event is small (ours)" }

[params.region]
type = "id"
of = ["Region"]
default = ""
about = { zh = "只看该地区的机构；不给则不限", en = "Only institutions of a region; without one, all of home" }

[params.field]
type = "id"
of = ["Concept"]
default = ""
about = { zh = "只看该领域（含下位）的活动；不给则不限", en = "Only activities in a field, narrower ones included; without one, all" }

[params.peers]
type = "integer"
minimum = 1
maximum = 1000
default = 5
about = { zh = "少于几家机构时不下结论（本项目设定）", en = "With fewer institutions than this nothing is said (ours)" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

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
[columns.followers]
type = "integer"
about = { zh = "跟随者数", en = "Number of followers" }
[columns.partners]
label = { zh = "国外伙伴数", en = "Foreign partners" }
type = "integer"
about = { zh = "国外伙伴数", en = "Number of foreign partners" }
[columns.percentile]
type = "number"
about = { zh = "在所比机构中的百分位，相同者计一半；机构太少时为空", en = "Percentile among those compared, those with the same number counted half; empty where they are too few" }
[columns.list]
label = { zh = "跟随者", en = "Followers in detail" }
about = { zh = "跟随者及经由的国外伙伴、年份", en = "Followers, the foreign partner and the years" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (o:Thing) WHERE o.id IN $ids
RETURN o.id AS institution, o.label AS label, o.label_zh AS label_zh, o.label_en AS label_en, [(o)-[:REGION]->(r:Thing) | r.id] AS region
ORDER BY institution

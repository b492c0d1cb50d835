/*
title = { zh = "引进的专家", en = "Experts who came" }
question = { zh = "本方机构各年接待了多少外国专家？人数、人次、人天分列", en = "How many foreign experts came to institutions of home each year: people, person-times and person-days apart?" }
path = "/experts"
answer = "experts"
returns = ["stay", "host", "country", "person", "persons", "times", "days", "length", "dates"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

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
[columns.year]
type = "integer"
about = { zh = "年份", en = "Year" }
[columns.persons]
type = "integer"
about = { zh = "人数：已知下限", en = "People: how many are known" }
[columns.person_times]
label = { zh = "人次", en = "Person-times" }
type = "integer"
about = { zh = "人次：已知下限", en = "Person-times: how many are known" }
[columns.person_days]
label = { zh = "人天", en = "Person-days" }
type = "integer"
about = { zh = "人天：已知下限", en = "Person-days: how many are known" }
[columns.not_stated]
label = { zh = "未载明", en = "Not stated" }
about = { zh = "未载明人数、人次、人天的往来数", en = "Stays that do not state people, times or days" }
[columns.stays]
type = "id"
many = true
about = { zh = "往来编号", en = "Ids of the stays" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (e:ExpertEngagement)-[:HOST]->(o:Organisation)
OPTIONAL MATCH (o)-[:HOST]->(above:Organisation)
WITH e, o, head(collect(above.country)) AS seat
WHERE coalesce(o.country, seat) IN $home AND (e.event_from IS NULL OR e.event_from <= $as_of)
OPTIONAL MATCH (e)-[:HOME_INSTITUTION]->(x:Thing)
OPTIONAL MATCH (x)-[:HOST]->(h:Organisation)
WITH e, o, head(collect(coalesce(x.country, h.country))) AS origin
RETURN e.id AS stay, {id: o.id, label: o.label, label_zh: o.label_zh, label_en: o.label_en} AS host, coalesce(e.homeCountry, origin) AS country, head([(e)-[:PERSON]->(p:Thing) | p.id]) AS person,
       e.persons AS persons, e.personTimes AS times, e.personDays AS days, e.length AS length,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates
ORDER BY stay

/*
title = { zh = "覆盖情况", en = "Coverage" }
question = { zh = "某国、某类、某年已知什么，又有什么未知？", en = "What is known for a country, kind and year, and what is not?" }
path = "/coverage"
answer = "coverage"
hub = { zh = "只计数", en = "Counts only" }
returns = ["country", "kind", "year", "begun"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.since]
type = "integer"
minimum = 1500
maximum = 3000
default = 2000
about = { zh = "从哪一年起", en = "From which year" }

[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.kind]
type = "text"
about = { zh = "种类", en = "Kind" }
[columns.year]
type = "integer"
about = { zh = "年份", en = "Year" }
[columns.begun]
type = "integer"
about = { zh = "当年开始的已知事件数", en = "Known events that began in the year" }
[columns.covered]
label = { zh = "覆盖", en = "Covered" }
type = "text"
options = ["complete", "partial", "none"]
about = { zh = "complete 某来源声明完整；partial 有来源涉及；none 无来源声明覆盖", en = "complete: some source declares completeness; partial: some source speaks of it; none: no source declares to cover it" }
[columns.sources]
type = "id"
many = true
about = { zh = "声明覆盖的来源", en = "Sources that declare it" }
*/
// a country itself is a party of agreements between governments
CALL () {
  MATCH (o:Organisation) WHERE o.country IN $home RETURN o, o.country AS country
  UNION
  MATCH (o:Country) WHERE o.code IN $home RETURN o, o.code AS country
}
MATCH (o)-[:TIE]->(e:Thing)
WHERE e.event_from <= $as_of
RETURN country, e.event_kind AS kind, e.event_from.year AS year, count(DISTINCT e) AS begun
ORDER BY country, kind, year

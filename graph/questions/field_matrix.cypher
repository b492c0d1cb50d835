/*
title = { zh = "领域与国家", en = "Fields by country" }
question = { zh = "重点领域与各国之间已有哪些协议、实验室、项目、人员？空白是没有还是未覆盖？", en = "For each key area and country: which agreements, labs, projects and people are there, and is an empty cell empty or not covered?" }
path = "/field_matrix"
answer = "field_matrix"
hub = { zh = "从领域概念出发，只展开标有领域的事件", en = "Starts from the concepts: only events that carry a field of the scheme are opened" }
returns = ["area", "code", "name_zh", "name_en", "unverified", "event", "kind", "countries", "dates"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.facet]
type = "choice"
options = ["KA", "SP", "FT", "BF", "BN", "MR"]
default = "KA"
about = { zh = "分面：KA 重点领域、SP 重大专项、FT 前沿技术、BF 科学前沿、BN 重大需求、MR 重大研究计划", en = "Facet: KA key areas, SP special projects, FT frontier technologies, BF and BN basic research, MR research plans" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.area]
type = "id"
about = { zh = "领域编号", en = "Id of the area" }
[columns.code]
type = "text"
about = { zh = "代号", en = "Its code" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.unverified]
type = "boolean"
about = { zh = "名称未经核实", en = "Whether its label is unverified" }
[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.projects]
type = "integer"
about = { zh = "项目数", en = "Projects" }
[columns.labs]
type = "integer"
about = { zh = "联合实验室数", en = "Joint labs" }
[columns.agreements]
type = "integer"
about = { zh = "协议数", en = "Agreements" }
[columns.stays]
type = "integer"
about = { zh = "专家往来数", en = "Stays of experts" }
[columns.covered]
label = { zh = "覆盖", en = "Covered" }
about = { zh = "空白之处：complete 有来源声明完整、partial 有来源涉及、none 无来源声明覆盖", en = "Empty cells: complete, partial, none" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (top:Concept {id: 'concept-mlp2006-' + $facet})
MATCH (a:Concept)-[:BROADER]->(top)
MATCH (c:Concept)-[:BROADER*0..6]->(a)
CALL (c) {
  RETURN c AS x
  UNION
  MATCH (c)-[:CLOSE_MATCH]-(x:Concept) RETURN x
}
OPTIONAL MATCH (e:Thing)-[:FIELD]->(x)
  WHERE e.event_kind IS NOT NULL AND (e.event_from IS NULL OR e.event_from <= $as_of)
WITH DISTINCT a, e
CALL (e) {
  OPTIONAL MATCH (m:Thing)-[:TIE]->(e)
  OPTIONAL MATCH (m)-[:HOST]->(h:Organisation)
  RETURN collect(DISTINCT coalesce(m.country, m.code, h.country)) AS countries
}
RETURN a.id AS area, a.notation AS code, a.label_zh AS name_zh, a.label_en AS name_en, coalesce(a.unverified, false) AS unverified,
       e.id AS event, e.event_kind AS kind, countries,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates
ORDER BY code, event

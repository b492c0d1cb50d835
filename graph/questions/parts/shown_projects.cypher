/*
about = { zh = "若干机构与项目：名称、日期、角色、协议", en = "Given institutions in given projects: names, dates, roles, agreements" }
returns = ["institution", "project", "label", "label_zh", "label_en", "start", "end", "role", "via"]
[params.pairs]
type = "internal"
*/
UNWIND $pairs AS pair
MATCH (o:Thing {id: pair[0]}), (p:Thing {id: pair[1]})
MATCH (o)-[t:TIE]->(p)
WITH pair, p, collect(DISTINCT t.role) AS role, collect(DISTINCT t.via) AS via
RETURN pair[0] AS institution, pair[1] AS project, p.label AS label, p.label_zh AS label_zh, p.label_en AS label_en,
       p.startDate AS start, p.endDate AS end, role, via

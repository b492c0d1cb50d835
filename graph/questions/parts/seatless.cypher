/*
about = { zh = "没有所在国家的机构及其项目", en = "Organisations without a seat, with their projects" }
[columns.institution]
[columns.projects]
*/
MATCH (o:Organisation)
WHERE o.country IS NULL AND NOT EXISTS { (o)-[:HOST]->(:Organisation) }
MATCH (o)-[:TIE]->(p:Project)
WITH o, collect(DISTINCT p) AS projects
RETURN o.id AS institution, [p IN projects | [p.id, coalesce(p.programme, []), toString(p.event_from),
       toString(p.event_from_to), toString(p.event_to_from), toString(p.event_to)]] AS projects
ORDER BY institution

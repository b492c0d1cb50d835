/*
about = { zh = "项目所依据的协议：其项目，及沿框架关系上溯到的某层级的协议", en = "Agreements that projects name: those projects, and the agreements of a level up their frameworks" }
[params.level]
type = "internal"
[columns.agreement]
[columns.label]
[columns.level]
[columns.projects]
[columns.roots]
*/
// Starts from the few agreements that projects name, never from the projects.
MATCH (p:Project)-[:UNDER_AGREEMENT]->(a:Thing)
WITH a, collect(p.id) AS projects
OPTIONAL MATCH (a)-[:FRAMEWORK*0..6]->(g:Agreement {level: $level})
WITH a, projects, collect(DISTINCT g.id) AS roots
RETURN a.id AS agreement, a.label AS label, a.level AS level, projects, roots
ORDER BY agreement

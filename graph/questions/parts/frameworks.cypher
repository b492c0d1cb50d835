/*
about = { zh = "协议沿框架关系上溯到的政府间协议", en = "From an agreement up its frameworks to those of a level" }
[params.level]
type = "internal"
[columns.agreement]
[columns.roots]
*/
// Starts from the few agreements that projects name, never from the projects.
MATCH (:Project)-[:UNDER_AGREEMENT]->(a:Agreement)
WITH DISTINCT a
MATCH (a)-[:FRAMEWORK*0..6]->(g:Agreement {level: $level})
WITH DISTINCT a, g ORDER BY g.id
RETURN a.id AS agreement, collect(g.id) AS roots
ORDER BY agreement

/*
about = { zh = "若干组织的依托单位与下属单位", en = "Hosts and units of given organisations" }
returns = ["id", "hosts", "units"]
[params.ids]
type = "internal"
*/
UNWIND $ids AS one
MATCH (o:Thing {id: one})
RETURN o.id AS id, COLLECT { MATCH (o)-[:HOST]->(h:Thing) RETURN DISTINCT h.id ORDER BY h.id } AS hosts,
       COLLECT { MATCH (u:Unit)-[:HOST]->(o) RETURN DISTINCT u.id ORDER BY u.id } AS units
ORDER BY id

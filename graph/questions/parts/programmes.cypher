/*
about = { zh = "某计划及其各级下属计划", en = "A programme and all that is part of it" }
[params.roots]
type = "internal"
[columns.root]
[columns.parts]
*/
UNWIND $roots AS root
MATCH (p:Thing)-[:PART_OF*0..12]->(:Thing {id: root})
RETURN root, collect(DISTINCT p.id) AS parts
ORDER BY root

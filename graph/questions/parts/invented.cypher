/*
about = { zh = "若干事物或记录中是否有虚构的", en = "Whether any of some things and records is of an invented source" }
[params.ids]
type = "internal"
[params.records]
type = "internal"
[columns.invented]
*/
RETURN EXISTS { MATCH (t:Thing) WHERE t.id IN $ids AND t.fictional }
       OR EXISTS { MATCH (r:Record)-[:FROM_SOURCE]->(s:Source) WHERE r.id IN $records AND s.fictional } AS invented

/*
about = { zh = "若干事物的名称、国家与类型", en = "Names, country and kind of given things" }
returns = ["id", "label", "label_zh", "label_en", "country", "kind", "host", "fictional", "conflicts"]
[params.ids]
type = "internal"
*/
UNWIND $ids AS id
MATCH (o:Thing {id: id})
OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
WITH o, h ORDER BY h.id
WITH o, collect(h)[0] AS h
RETURN o.id AS id, o.label AS label, o.label_zh AS label_zh, o.label_en AS label_en,
       coalesce(o.country, h.country) AS country, o.kind AS kind, h.id AS host,
       coalesce(o.fictional, false) AS fictional, coalesce(o.conflicts, []) AS conflicts

/*
about = { zh = "本方事件所用而未与规划领域建立映射的领域", en = "Fields that events of home carry and that no mapping leads to the scheme" }
hub = { zh = "从其他领域体系的概念出发", en = "Starts from the concepts of other schemes" }
returns = ["field", "label_zh", "label_en", "events"]
[params.home]
type = "internal"
[params.as_of]
type = "internal"
*/
MATCH (x:Concept)<-[:FIELD]-(:Thing)
WITH DISTINCT x
WHERE NOT x.id STARTS WITH 'concept-mlp2006-' AND NOT EXISTS { MATCH (x)-[:CLOSE_MATCH]-(c:Concept) WHERE c.id STARTS WITH 'concept-mlp2006-' }
WITH x, COUNT { MATCH (e:Thing)-[:FIELD]->(x) WHERE (e.event_from IS NULL OR e.event_from <= $as_of)
                AND EXISTS { MATCH (o:Organisation)-[:TIE]->(e) WHERE o.country IN $home
                  OR (o.country IS NULL AND EXISTS { (o)-[:HOST]->(h:Organisation) WHERE h.country IN $home }) } } AS events
WHERE events > 0
RETURN x.id AS field, x.label_zh AS label_zh, x.label_en AS label_en, events
ORDER BY events DESC, field

/*
about = { zh = "若干机构为一方的协议：类型、合作形式、知识产权与费用规则、各方、上位框架", en = "Agreements to which given institutions are party: kind, forms, rules on intellectual property and cost, sides, frameworks" }
hub = { zh = "从缔约方出发，不经过事件", en = "By way of the parties, not of the events" }
returns = ["of", "thing", "label", "kind", "value", "form", "forms", "ip", "ip_text", "cost", "reported", "sides", "above", "excerpts", "via", "contested"]
[params.ids]
type = "internal"
*/
MATCH (s:Party)-[:ACTOR]->(o:Thing)
WHERE o.id IN $ids
MATCH (s)-[:AGREEMENT]->(a:Agreement)
WITH o, a, collect(s.id) AS via
RETURN o.id AS of, a.id AS thing, a.label AS label, 'agreement' AS kind, a.level AS value, a.agreementKind AS form,
       a.cooperationForm AS forms, a.ipRule AS ip, a.ipText AS ip_text, a.costRule AS cost, coalesce(a.reported, false) AS reported,
       COLLECT { MATCH (x:Party)-[:AGREEMENT]->(a), (x)-[:ACTOR]->(y:Thing)
                 OPTIONAL MATCH (y)-[:HOST]->(h:Organisation)
                 RETURN [y.id, y.label, coalesce(y.country, y.code, h.country), y.fictional] ORDER BY y.id } AS sides,
       COLLECT { MATCH (a)-[:FRAMEWORK*1..6]->(f:Agreement) RETURN DISTINCT [f.id, f.label, f.ipRule] } AS above,
       a.excerpt AS excerpts, via, coalesce(a.conflicts, []) AS contested
ORDER BY of, thing

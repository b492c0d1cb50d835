/*
about = { zh = "若干机构的国际合作目标与方案", en = "Goals and plans of cooperation of given institutions" }
returns = ["of", "thing", "label", "kind", "goal", "milestone", "address", "dates", "contested"]
[params.ids]
type = "internal"
*/
MATCH (p:CooperationPlan)-[:ORGANISATION]->(o:Thing)
WHERE o.id IN $ids
RETURN o.id AS of, p.id AS thing, p.label AS label, 'plan' AS kind, p.goal AS goal, p.milestone AS milestone, p.textUrl AS address,
       [toString(p.startDate_from), toString(p.startDate_to), toString(p.endDate_from), toString(p.endDate_to)] AS dates,
       coalesce(p.conflicts, []) AS contested
ORDER BY of, thing

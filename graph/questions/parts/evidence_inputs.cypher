/*
about = { zh = "给定协议与联合实验室中各方的投入：种类、状态、数额、日期", en = "Contributions to given agreements and labs: by whom, of which kind, committed or delivered, when" }
returns = ["of", "thing", "label", "kind", "value", "state", "side", "country", "amount", "unit", "dates", "excerpts", "contested"]
[params.ids]
type = "internal"
*/
MATCH (c:Contribution)-[:AGREEMENT|JOINT_LAB]->(a:Thing)
WHERE a.id IN $ids
OPTIONAL MATCH (c)-[:SIDE]->(x:Thing)
OPTIONAL MATCH (x)-[:HOST]->(h:Organisation)
RETURN a.id AS of, c.id AS thing, c.label AS label, 'contribution' AS kind, c.contributionKind AS value, c.contributionState AS state,
       x.id AS side, coalesce(x.country, x.code, h.country) AS country, c.amount AS amount, coalesce(c.unitOfAmount, c.currency) AS unit,
       [toString(c.startDate_from), toString(c.startDate_to), toString(c.endDate_from), toString(c.endDate_to)] AS dates,
       c.excerpt AS excerpts, coalesce(c.conflicts, []) AS contested
ORDER BY of, thing

/*
about = { zh = "若干机构参加的联合实验室及其他成员", en = "Joint labs of given institutions, with the other members" }
hub = { zh = "从成员关系出发", en = "By way of the memberships" }
returns = ["of", "thing", "label", "kind", "sides", "dates", "via", "contested", "stints"]
[params.as_of]
type = "internal"
[params.ids]
type = "internal"
*/
MATCH (s:LabMembership)-[:INSTITUTION]->(o:Thing)
WHERE o.id IN $ids AND (s.startDate_from IS NULL OR s.startDate_from <= $as_of)
MATCH (s)-[:LAB]->(l:JointLab)
WITH o, l, collect(s.id) AS via
RETURN o.id AS of, l.id AS thing, l.label AS label, 'lab' AS kind,
       COLLECT { MATCH (x:LabMembership)-[:LAB]->(l) WHERE x.startDate_from IS NULL OR x.startDate_from <= $as_of
                 OPTIONAL MATCH (x)-[:INSTITUTION]->(y:Thing)
                 OPTIONAL MATCH (y)-[:HOST]->(h:Organisation)
                 RETURN [coalesce(y.id, x.id), coalesce(y.label, x.label), coalesce(y.country, h.country, x.partnerCountry), y.fictional]
                 ORDER BY x.id } AS sides,
       [toString(l.event_from), toString(l.event_from_to), toString(l.event_to_from), toString(l.event_to)] AS dates,
       via, coalesce(l.conflicts, []) AS contested,
       COLLECT { MATCH (x:LabMembership)-[:LAB]->(l) WHERE x.startDate_from IS NULL OR x.startDate_from <= $as_of
                 OPTIONAL MATCH (x)-[:INSTITUTION]->(y:Thing)
                 RETURN [coalesce(y.id, x.id), [toString(x.startDate_from), toString(x.startDate_to), toString(x.endDate_from), toString(x.endDate_to)]]
                 ORDER BY x.id } AS stints
ORDER BY of, thing

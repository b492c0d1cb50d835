/*
about = { zh = "若干机构承担的国家项目与政府间项目：类别、是否重点、日期", en = "National and intergovernmental projects of given institutions: their kind, whether key, their dates" }
hub = { zh = "从载明类别、重点程度或协议的项目出发", en = "Starts from the projects that state a kind, a priority or an agreement" }
returns = ["of", "thing", "label", "kind", "value", "state", "under", "role", "dates", "contested"]
[params.ids]
type = "internal"
[params.level]
type = "internal"
[params.as_of]
type = "internal"
*/
CALL () {
  MATCH (p:Project) WHERE p.nationalKind IS NOT NULL OR p.priority IS NOT NULL RETURN p
  UNION
  MATCH (p:Project)-[:UNDER_AGREEMENT]->(:Thing) RETURN p
}
MATCH (o:Thing)-[t:TIE]->(p)
WHERE o.id IN $ids AND (t.via_from IS NULL OR t.via_from <= $as_of)
WITH o, p, collect(DISTINCT t.role) AS role
RETURN o.id AS of, p.id AS thing, p.label AS label, 'project' AS kind, p.nationalKind AS value, p.priority AS state,
       EXISTS {
         MATCH path = (p)-[:UNDER_AGREEMENT]->(:Agreement)-[:FRAMEWORK*0..6]->(:Agreement {level: $level})
         // an agreement of a later day is not known, nor what is reached through it; one without a date is
         WHERE all(a IN tail(nodes(path)) WHERE coalesce(a.signedOn_from, a.inForceFrom_from, a.provisionalFrom_from) IS NULL
                   OR a.signedOn_from <= $as_of OR a.inForceFrom_from <= $as_of OR a.provisionalFrom_from <= $as_of)
       } AS under, role,
       [toString(p.event_from), toString(p.event_from_to), toString(p.event_to_from), toString(p.event_to)] AS dates,
       coalesce(p.conflicts, []) AS contested
ORDER BY of, thing

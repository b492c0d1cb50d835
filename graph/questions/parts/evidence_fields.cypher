/*
about = { zh = "若干机构的项目、协议、实验室所属的领域：来源直接列明的，或经映射而得的", en = "Fields of the projects, agreements and labs of given institutions: named by the source itself, or by a mapping" }
hub = { zh = "从领域体系的概念出发，只展开标有领域的事件", en = "Starts from the concepts of the scheme, so only events that carry a field of it are opened" }
returns = ["of", "thing", "label", "kind", "value", "value_zh", "value_en", "how", "unverified", "dates", "contested"]
[params.ids]
type = "internal"
[params.as_of]
type = "internal"
[params.scheme]
type = "internal"
*/
MATCH (c:Concept)-[:IN_SCHEME]->(:Thing {id: $scheme})
CALL (c) {
  RETURN c AS x, 'stated' AS how
  UNION
  MATCH (c)-[:CLOSE_MATCH]-(x:Concept) RETURN x, 'mapped' AS how
}
MATCH (e:Thing)-[:FIELD]->(x)
MATCH (o:Thing)-[t:TIE]->(e)
// who joins a project or laboratory later has no part in it yet; when a side of an agreement is bound is told apart
WHERE o.id IN $ids AND (e:Agreement OR t.via_from IS NULL OR t.via_from <= $as_of)
RETURN DISTINCT o.id AS of, e.id AS thing, e.label AS label, e.event_kind AS kind, c.notation AS value, c.label_zh AS value_zh,
       c.label_en AS value_en, how, coalesce(c.unverified, false) AS unverified,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       coalesce(e.conflicts, []) AS contested
ORDER BY of, thing, value, how

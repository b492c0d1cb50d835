/*
about = { zh = "一个领域及其下位领域的事件", en = "Events in a field and in those below it" }
returns = ["event"]
[params.field]
type = "internal"
*/
MATCH (c:Concept)-[:BROADER*0..8]->(:Thing {id: $field})
CALL (c) {
  RETURN c AS x
  UNION
  MATCH (c)-[:CLOSE_MATCH]-(x:Concept) RETURN x
}
MATCH (e:Thing)-[:FIELD]->(x)
RETURN DISTINCT e.id AS event ORDER BY event

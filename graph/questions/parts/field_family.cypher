/*
about = { zh = "一个领域及其上位、下位领域", en = "A field with those above and below it" }
[params.field]
type = "internal"
[columns.field]
*/
MATCH (f:Thing {id: $field})
CALL (f) {
  MATCH (f)-[:BROADER*0..8]->(x:Thing) RETURN x
  UNION
  MATCH (x:Thing)-[:BROADER*1..8]->(f) RETURN x
}
RETURN x.id AS field ORDER BY field

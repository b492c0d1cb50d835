/*
about = { zh = "按代号、名称或相近的编号可能所指的事物", en = "What a code, a name or an id close to it may mean" }
[params.keyed]
type = "internal"
[params.notation]
type = "internal"
[params.query]
type = "internal"
[params.stems]
type = "internal"
[columns.way]
[columns.id]
[columns.label]
[columns.label_zh]
[columns.classes]
[columns.names]
*/
// Asked only of what leads to no thing as it stands. Each way costs an index look-up and a few things; only notations
// are compared one by one, among the concepts.
CALL () {
  UNWIND $keyed AS id
  MATCH (t:Thing {id: id})
  RETURN 'key' AS way, t, 0 AS score
  UNION
  MATCH (t:Concept) WHERE toUpper(t.notation) = toUpper($notation)
  RETURN 'notation' AS way, t, 0 AS score
  UNION
  UNWIND $stems AS stem
  CALL (stem) { MATCH (t:Thing) WHERE t.id STARTS WITH stem RETURN t ORDER BY t.id LIMIT 20 }
  RETURN 'stem' AS way, t, 0 AS score
  UNION
  CALL db.index.fulltext.queryNodes('names_folded', $query, {limit: 50}) YIELD node, score
  RETURN 'name' AS way, node AS t, score
  UNION
  CALL db.index.fulltext.queryNodes('names_cjk', $query, {limit: 50}) YIELD node, score
  RETURN 'name' AS way, node AS t, score
}
RETURN way, t.id AS id, t.label AS label, t.label_zh AS label_zh, labels(t) AS classes,
       coalesce(t.names, []) + [name IN [t.label_zh, t.label_en] WHERE name IS NOT NULL] AS names
ORDER BY score DESC, way, id

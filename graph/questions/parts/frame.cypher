/*
about = { zh = "数据版本，以及所给编号指向的事物（含合并后的新编号）", en = "The data version, and the things that ids lead to, redirects followed" }
[params.ids]
type = "internal"
[columns.data_version]
[columns.loading]
[columns.things]
*/
OPTIONAL MATCH (m:Meta {id: 'meta'})
WITH m
CALL () {
  UNWIND $ids AS given
  OPTIONAL MATCH (t:Thing {id: given})
  OPTIONAL MATCH (:Redirect {id: given})-[:REDIRECT]->(c:Thing)
  WITH given, coalesce(t, c) AS thing
  RETURN collect([given, thing.id, labels(thing)]) AS things
}
RETURN m.data_version AS data_version, coalesce(m.loading, false) AS loading, things

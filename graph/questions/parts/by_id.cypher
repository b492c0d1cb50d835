/*
about = { zh = "编号所指的事物，按搜索结果的样子", en = "The thing that an id leads to, as a search shows it" }
[params.id]
type = "internal"
[columns.id]
[columns.label]
[columns.name_zh]
[columns.name_en]
[columns.labels]
[columns.country]
[columns.fictional]
[columns.named]
[columns.terms]
[columns.referred]
[columns.listed]
*/
CALL () {
  MATCH (t:Thing {id: $id}) RETURN t
  UNION
  MATCH (:Redirect {id: $id})-[:REDIRECT]->(t:Thing) RETURN t
}
RETURN t.id AS id, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en, labels(t) AS labels,
       t.country AS country, coalesce(t.fictional, false) AS fictional, t.named AS named, [] AS terms,
       COUNT { (t)<--() } AS referred, t.terms IS NOT NULL AS listed

/*
about = { zh = "数据版本；所给编号指向的事物（含合并后的新编号）；所给的国家和地区及其有起止日期的成员；不存在的记录；来源最近的获取日期", en = "The data version; the things that ids lead to, redirects followed; the countries and regions named, with their dated members; ids that no record has; the last day on which a source was fetched" }
[params.ids]
type = "internal"
[params.records]
type = "internal"
[params.wanted]
type = "internal"
[columns.data_version]
[columns.loading]
[columns.things]
[columns.actors]
[columns.no_records]
[columns.invented]
[columns.seen_until]
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
CALL () {
  UNWIND $wanted AS given
  OPTIONAL MATCH (a:Thing)
  WHERE a.id IN [given, 'country-iso-' + toUpper(given), 'region-own-' + given, 'region-own-' + toUpper(given),
                 'region-own-' + toLower(given)]
  WITH given, a ORDER BY a.id
  WITH given, head(collect(a)) AS a
  RETURN collect([given, a.id, COLLECT {
    MATCH (m:RegionMembership)-[:REGION]->(a), (m)-[:COUNTRY]->(c:Thing)
    RETURN [m.id, c.id, toString(m.startDate_from), toString(m.startDate_to),
            toString(m.endDate_from), toString(m.endDate_to)] ORDER BY m.id }]) AS actors
}
RETURN m.data_version AS data_version, coalesce(m.loading, false) AS loading, things, actors,
       [one IN $records WHERE NOT EXISTS { MATCH (:Record {id: one}) }] AS no_records,
       EXISTS { MATCH (s:Source) WHERE s.fictional } AS invented,
       head(COLLECT { MATCH (s:Source) RETURN max(s.retrieved_to) }) AS seen_until

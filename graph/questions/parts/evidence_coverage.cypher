/*
about = { zh = "各来源声明覆盖的类、属性、国家、时期，以及是否完整", en = "What sources declare to cover: class, property, countries, kinds, period, and whether completely" }
returns = ["thing", "about", "property", "complete", "countries", "kinds", "begin", "end", "source"]
*/
MATCH (c:Coverage)
OPTIONAL MATCH (c)-[:SOURCE]->(s:Source)
RETURN c.id AS thing, c.aboutClass AS about, c.aboutProperty AS property, coalesce(c.complete, false) AS complete,
       coalesce(c.country, []) AS countries, coalesce(c.kind, []) AS kinds, toString(c.startDate_from) AS begin,
       toString(coalesce(c.endDate_to, s.retrieved_to)) AS end, s.id AS source
ORDER BY thing

/*
about = { zh = "所给的国家和地区；地区附其有起止日期的成员", en = "The countries and regions named; a region with its dated members" }
[params.wanted]
type = "internal"
[columns.given]
[columns.actor]
[columns.members]
*/
UNWIND $wanted AS given
OPTIONAL MATCH (a:Thing)
WHERE a.id IN [given, 'country-iso-' + toUpper(given), 'region-own-' + given, 'region-own-' + toUpper(given),
               'region-own-' + toLower(given)]
WITH given, a ORDER BY a.id
WITH given, head(collect(a)) AS a
OPTIONAL MATCH (m:RegionMembership)-[:REGION]->(a)
OPTIONAL MATCH (m)-[:COUNTRY]->(c:Thing)
WITH given, a, m, c ORDER BY m.id
RETURN given, a.id AS actor,
       [x IN collect([m.id, c.id, toString(m.startDate_from), toString(m.startDate_to),
                      toString(m.endDate_from), toString(m.endDate_to)]) WHERE x[0] IS NOT NULL] AS members
ORDER BY given

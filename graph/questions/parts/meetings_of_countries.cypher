/*
about = { zh = "若干国家的机构参加的项目（从国家出发）", en = "The projects in which institutions of given countries take part, from the countries" }
[params.foreign]
type = "internal"
[columns.project]
[columns.countries]
*/
// Used when the foreign side is the smaller one.
MATCH (o:Organisation) WHERE o.country IN $foreign
MATCH (o)-[:TIE]->(p:Project)
RETURN p.id AS project, collect(DISTINCT o.country) AS countries

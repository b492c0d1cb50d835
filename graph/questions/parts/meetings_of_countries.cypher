/*
about = { zh = "若干国家的机构参加的项目（从国家出发）", en = "The projects in which institutions of given countries take part, from the countries" }
[params.foreign]
type = "internal"
[params.as_of]
type = "internal"
[columns.meetings]
*/
// Used when the foreign countries have fewer ties than the projects of home.
MATCH (o:Organisation) WHERE o.country IN $foreign
MATCH (o)-[t:TIE]->(p:Project) WHERE t.via_from IS NULL OR t.via_from <= $as_of
WITH p, collect(DISTINCT o.country) AS countries
RETURN collect([p.id, countries]) AS meetings

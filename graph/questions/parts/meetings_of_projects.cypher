/*
about = { zh = "若干项目中外方机构所属的国家（从项目出发）", en = "The foreign countries whose institutions are in given projects, from the projects" }
[params.projects]
type = "internal"
[params.foreign]
type = "internal"
[params.as_of]
type = "internal"
[columns.meetings]
*/
// Used when the projects of home have fewer ties than the foreign countries.
MATCH (p:Thing) WHERE p.id IN $projects
MATCH (p)<-[t:TIE]-(o:Organisation)
WHERE o.country IN $foreign AND (t.via_from IS NULL OR t.via_from <= $as_of)
WITH p, collect(DISTINCT o.country) AS countries
RETURN collect([p.id, countries]) AS meetings

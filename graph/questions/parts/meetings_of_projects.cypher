/*
about = { zh = "若干项目中外方机构所属的国家（从项目出发）", en = "The foreign countries whose institutions are in given projects, from the projects" }
[params.projects]
type = "internal"
[params.foreign]
type = "internal"
[columns.project]
[columns.countries]
*/
// Used when home is the smaller side.
UNWIND $projects AS id
MATCH (p:Thing {id: id})<-[:TIE]-(o:Organisation)
WHERE o.country IN $foreign
RETURN id AS project, collect(DISTINCT o.country) AS countries

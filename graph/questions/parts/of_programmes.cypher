/*
about = { zh = "若干计划下的项目", en = "The projects of given programmes" }
[params.ids]
type = "internal"
[columns.programme]
[columns.projects]
*/
// Asked only for programmes whose keys are not unique, which the property of a project cannot tell apart.
MATCH (g:Thing)<-[:PROGRAMME]-(p:Project)
WHERE g.id IN $ids
RETURN g.id AS programme, collect(p.id) AS projects
ORDER BY programme

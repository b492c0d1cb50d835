/*
title = { zh = "机构间合作的比重", en = "From projects to institutions" }
question = { zh = "机构间的合作在全部合作中占多大比重，逐年如何？", en = "Which share of cooperation is between institutions, year by year?" }
path = "/institutionalisation"
answer = "institutionalisation"
hub = { zh = "只核对每个事件是否有本方与外方成员", en = "Only looks whether an event has a member of home and one from elsewhere" }
returns = ["event", "level", "dates"]
evidence = ["records"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.since]
type = "integer"
minimum = 1500
maximum = 3000
default = 2000
about = { zh = "从哪一年起", en = "From which year" }

[columns.year]
type = "integer"
about = { zh = "年份", en = "Year" }
[columns.institution_level]
label = { zh = "机构间", en = "Between institutions" }
type = "integer"
about = { zh = "机构间：协议与联合实验室", en = "Between institutions: agreements and joint labs" }
[columns.project_level]
label = { zh = "项目", en = "Projects" }
type = "integer"
about = { zh = "项目", en = "Projects" }
[columns.person_level]
label = { zh = "人员", en = "People" }
type = "integer"
about = { zh = "人员往来", en = "Stays of people" }
[columns.share]
label = { zh = "I15 机构间比重", en = "I15" }
type = "number"
about = { zh = "I15：机构间所占比重；当年没有任何已知合作时为空", en = "I15: share between institutions; empty in a year without any known" }
[columns.covered]
type = "text"
options = ["complete", "partial", "none"]
about = { zh = "来源覆盖：complete、partial、none", en = "Whether sources cover the year: complete, partial, none" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
CALL () {
  MATCH (p:Project) RETURN p AS e, 'project' AS level
  UNION
  MATCH (s:ExpertEngagement) RETURN s AS e, 'person' AS level
  UNION
  MATCH (l:JointLab) RETURN l AS e, 'institution' AS level
  UNION
  MATCH (a:Agreement) WHERE a.level IN ['institution', 'project', 'person'] RETURN a AS e, a.level AS level
}
WITH e, level WHERE (e.event_from IS NULL OR e.event_from <= $as_of) AND EXISTS {
    MATCH (o:Organisation)-[:TIE]->(e)
    WHERE o.country IN $home OR (o.country IS NULL AND EXISTS { (o)-[:HOST]->(h:Organisation) WHERE h.country IN $home }) }
  AND EXISTS {
    MATCH (o:Organisation)-[:TIE]->(e)
    WHERE NOT o.country IN $home OR (o.country IS NULL AND EXISTS { (o)-[:HOST]->(h:Organisation) WHERE NOT h.country IN $home }) }
RETURN e.id AS event, level, [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates
ORDER BY event

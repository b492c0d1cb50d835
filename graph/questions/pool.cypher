/*
title = { zh = "候选池（第4.1款）", en = "The pool of clause 4.1" }
question = { zh = "本方哪些机构执行过政府间科技合作协议项目？各读法下各有多少？", en = "Which institutions of home have executed projects under an intergovernmental agreement, and how many are there under every reading?" }
path = "/pool"
answer = "pool"
hub = { zh = "从本方机构出发，每个项目一行；与外国相遇从机构较少的一侧展开", en = "Starts from the institutions of home, one row a project: a big country costs its own participations; meetings with foreign countries are opened from the side with fewer institutions" }
returns = ["projects", "small"]
evidence = ["records"]
first = ["institution", "label", "country", "status", "project_count", "readings"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.reading]
type = "choice"
many = true
options = ["stated", "programme", "copresence"]
default = ["stated", "programme"]
about = { zh = "“政府间协议项目”的读法：来源明示、计划、共同参与（推断）", en = "How `under an intergovernmental agreement` is read: stated, programme, copresence (inferred)" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[params.projects]
type = "integer"
caps = "projects"
minimum = 1
maximum = 1000
default = 5
about = { zh = "每行最多列出几个项目", en = "How many projects to list in a line" }

[params.only]
type = "internal"

[params.cap]
type = "internal"

[columns.institution]
type = "id"
about = { zh = "机构编号", en = "Id of the institution" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.country]
type = "text"
about = { zh = "所在国家", en = "Country of its seat" }
[columns.host]
type = "id"
about = { zh = "依托单位", en = "Its host, where it is a unit" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.status]
label = { zh = "在池内", en = "In the pool" }
type = "text"
options = ["in", "undecided"]
about = { zh = "in 在池内；undecided 因缺少事实而未定", en = "in: in the pool; undecided: a missing fact leaves it open" }
[columns.readings]
about = { zh = "各读法下、在项目期间某时的最好状态；当日状态见 agreements", en = "Its best state under each reading, at some time of a project; the state on the day stands in agreements" }
[columns.project_count]
type = "integer"
about = { zh = "使其入池的项目数", en = "How many projects put it in" }
[columns.projects]
about = { zh = "使其入池的项目（依据强者在前）", en = "Projects that put it in, the strongest ground first" }
[columns.agreements]
about = { zh = "所依据的协议：项目期间某时的状态（state）、当日状态（on_the_day）、来源所指明的协议（stated，本身或其下的协议）", en = "The agreements behind it: their state at some time of the project (state) and on the day (on_the_day), and which agreements a source names (stated: itself, or ones made under it)" }
[columns.unknown]
about = { zh = "未知之处", en = "What is not known" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind the line" }
*/
// One row: the projects of home, and its activities of few members with all of their members.
CALL () {
  MATCH (o:Organisation) WHERE o.country IN $home AND $only IS NULL RETURN o, o.country AS country
  UNION
  MATCH (o:Unit)-[:HOST]->(h:Organisation) WHERE o.country IS NULL AND h.country IN $home AND $only IS NULL
  RETURN o, h.country AS country
  UNION
  MATCH (o:Thing {id: $only}) OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
  RETURN o, coalesce(o.country, h.country) AS country
}
MATCH (o)-[t:TIE]->(e:Thing)
WHERE t.via_from IS NULL OR t.via_from <= $as_of // who joins later is no member yet
WITH e, collect(o.id) AS members, CASE WHEN size($home) = 1 AND $only IS NULL THEN $home ELSE collect(coalesce(country, '')) END AS countries
WHERE e.event_activity AND (e.event_from IS NULL OR e.event_from <= $as_of)
WITH collect(e) AS events,
     collect(CASE WHEN e:Project THEN
       [e.id, members, countries, coalesce(e.programme, []), e.event_size, toString(e.event_from),
        toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] END) AS projects
CALL (events) {
  UNWIND events AS e
  WITH e WHERE 2 <= e.event_size <= $cap AND e.event_from IS NOT NULL
  MATCH (m:Organisation)-[t:TIE]->(e)
  WITH e, collect(m.id) AS members, collect(coalesce(m.country, '')) AS countries,
       collect(CASE WHEN coalesce(t.via_from, t.via_to) IS NULL THEN [] ELSE
         [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)] END) AS stints
  RETURN collect([members, countries,
    [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)],
    CASE WHEN any(stint IN stints WHERE size(stint) > 0) THEN stints END]) AS small
}
RETURN projects, small

/*
title = { zh = "协议缺什么", en = "What agreements lack" }
question = { zh = "哪些协议与联合实验室缺知识产权条款、外方投入、续期证据或上位框架？", en = "Which agreements and labs lack words on intellectual property, a foreign contribution, evidence of renewal, or a framework?" }
path = "/agreement_gaps"
answer = "agreement_gaps"
returns = ["thing", "label", "name_zh", "name_en", "kind", "level", "ip", "ip_text", "framework", "sides", "inputs", "dates"]
evidence = ["records"]
first = ["thing", "label", "lacks", "state"]

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.institutions]
type = "id"
of = ["Organisation"]
many = true
default = []
about = { zh = "只列这些机构为一方的；不给出则为本方全部", en = "Only those of which one of these institutions is a side; default: all of home" }

[params.level]
type = "choice"
many = true
options = ["intergovernmental", "departmental", "institution", "project", "person"]
default = ["institution"]
about = { zh = "哪些层级的协议", en = "Agreements of which levels" }

[params.lacks]
type = "choice"
many = true
options = ["ownership", "contribution", "renewal", "framework"]
default = ["ownership", "contribution", "renewal", "framework"]
about = { zh = "只列缺这些的", en = "Only those that lack one of these" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[columns.thing]
type = "id"
about = { zh = "编号", en = "Its id" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.kind]
type = "text"
about = { zh = "种类", en = "Kind" }
[columns.state]
type = "text"
options = ["yes", "presumed", "unknown", "no"]
about = { zh = "协议当日状态", en = "State of the agreement on the day" }
[columns.reason]
type = "text"
about = { zh = "状态的理由", en = "Why that state" }
[columns.lacks]
label = { zh = "所缺", en = "Lacks" }
type = "text"
many = true
about = { zh = "所缺：ownership 知识产权、contribution 外方投入、renewal 续期证据、framework 上位框架", en = "What it lacks: ownership, contribution, renewal, framework" }
[columns.sides]
about = { zh = "各方", en = "Its sides" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
CALL () {
  MATCH (a:Agreement) WHERE a.level IN $level AND coalesce(a.scientific, true)
  MATCH (s:Party)-[:AGREEMENT]->(a), (s)-[:ACTOR]->(x:Thing)
  OPTIONAL MATCH (x)-[:HOST]->(h:Organisation)
  WITH a, s, x, head(collect(h.country)) AS host
  WITH a, collect([x.id, x.label, x.label_zh, x.label_en, coalesce(x.country, x.code, host)]) AS sides
  RETURN a AS x, 'agreement' AS kind, sides
  UNION
  MATCH (m:LabMembership)-[:LAB]->(l:JointLab)
  OPTIONAL MATCH (m)-[:INSTITUTION]->(y:Thing)
  OPTIONAL MATCH (y)-[:HOST]->(h:Organisation)
  WITH l, m, y, head(collect(h.country)) AS host
  WITH l, collect([coalesce(y.id, m.id), coalesce(y.label, m.label), y.label_zh, y.label_en, coalesce(y.country, host, m.partnerCountry)]) AS sides
  RETURN l AS x, 'lab' AS kind, sides
}
WITH x, kind, sides
WHERE any(side IN sides WHERE side[4] IN $home)
  AND (size(coalesce($institutions, [])) = 0 OR any(side IN sides WHERE side[0] IN $institutions))
RETURN x.id AS thing, x.label AS label, x.label_zh AS name_zh, x.label_en AS name_en, kind, x.level AS level, x.ipRule AS ip, x.ipText AS ip_text,
       EXISTS { MATCH (x)-[:FRAMEWORK|AGREEMENT]->(:Agreement) } OR EXISTS { MATCH (:LabInclusion)-[:LAB]->(x) } AS framework, sides,
       COLLECT { MATCH (c:Contribution)-[:AGREEMENT|JOINT_LAB]->(x) OPTIONAL MATCH (c)-[:SIDE]->(y:Thing)
                 OPTIONAL MATCH (y)-[:HOST]->(h:Organisation)
                 WITH c, y, head(collect(h.country)) AS host
                 RETURN [c.id, coalesce(y.country, y.code, host), c.contributionState, toString(c.startDate_from)] ORDER BY c.id } AS inputs,
       [toString(x.event_from), toString(x.event_from_to), toString(x.event_to_from), toString(x.event_to)] AS dates
ORDER BY thing

/*
title = { zh = "项目", en = "Project" }
question = { zh = "关于一个项目已知什么？", en = "What is known of one project?" }
path = "/projects/{project}"
answer = "page"
hub = { zh = "大联合体有多少参加方，就查看多少次联系；全部列出", en = "A consortium costs one tie looked up for each participation; all are listed" }
returns = ["project", "label", "name_zh", "name_en", "fictional", "acronym", "grant_number", "start", "end", "status", "programmes", "call", "agreements", "fields", "total_cost", "grant", "currency", "participants", "size", "records", "cites", "often", "often_total"]
evidence = ["records"]

[params.project]
type = "id"
of = ["Project"]
about = { zh = "项目编号", en = "Id of the project" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[columns.project]
type = "id"
about = { zh = "项目编号", en = "Id of the project" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.acronym]
type = "text"
about = { zh = "缩写", en = "Acronym" }
[columns.grant_number]
type = "text"
about = { zh = "资助编号", en = "Grant number" }
[columns.start]
type = "date"
about = { zh = "开始", en = "Start" }
[columns.end]
type = "date"
about = { zh = "结束（计划的也保留）", en = "End (a planned end stays visible)" }
[columns.status]
type = "text"
about = { zh = "状态", en = "Status" }
[columns.programmes]
about = { zh = "所属计划（自下而上）", en = "Its programmes, from the lowest up" }
[columns.call]
about = { zh = "征集", en = "Call" }
[columns.agreements]
about = { zh = "来源载明其所依据的协议", en = "Agreements that a source says it is under" }
[columns.fields]
about = { zh = "领域", en = "Fields" }
[columns.total_cost]
type = "number"
about = { zh = "总费用", en = "Total cost" }
[columns.grant]
type = "number"
about = { zh = "资助额", en = "Grant" }
[columns.currency]
type = "text"
about = { zh = "货币", en = "Currency" }
[columns.participants]
about = { zh = "参加方：编号、名称、国家、角色", en = "Participants: id, name, country, role" }
[columns.size]
type = "integer"
about = { zh = "成员数", en = "Members" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (p:Thing {id: $project})
WHERE p.event_from IS NULL OR p.event_from <= $as_of
RETURN p.id AS project, p.label AS label, p.label_zh AS name_zh, p.label_en AS name_en, coalesce(p.fictional, false) AS fictional,
       p.acronym AS acronym, p.grantNumber AS grant_number, p.startDate AS start, p.endDate AS end, p.projectStatus AS status,
       COLLECT { MATCH way = (p)-[:PROGRAMME]->(:Thing)-[:PART_OF*0..12]->(g:Thing)
                 WITH g, min(length(way)) AS far RETURN [g.id, g.label] ORDER BY far, g.id } AS programmes,
       head(COLLECT { MATCH (p)-[:CALL]->(c:Thing) RETURN [c.id, c.label] ORDER BY c.id }) AS call,
       COLLECT { MATCH (p)-[:UNDER_AGREEMENT]->(a:Thing) RETURN [a.id, a.label, a.level] ORDER BY a.id } AS agreements,
       COLLECT { MATCH (p)-[:FIELD]->(f:Thing) RETURN [f.id, f.label] ORDER BY f.id } AS fields,
       p.totalCost AS total_cost, p.grantAmount AS grant, p.currency AS currency,
       COLLECT { MATCH (o:Thing)-[t:TIE]->(p) RETURN [o.id, o.label, o.country, t.role, t.via] ORDER BY o.id, t.via } AS participants,
       p.event_size AS size,
       COLLECT { MATCH (p)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id ORDER BY r.id } AS records,
       COLLECT { MATCH ()-[t:TIE]->(p) RETURN DISTINCT t.via } +
       COLLECT { MATCH (p)-[:CALL|UNDER_AGREEMENT|FIELD]->(x:Thing) RETURN x.id } AS cites,
       // each project of a programme states it again: the first few records of each stand for all
       COLLECT { MATCH (p)-[:PROGRAMME]->(:Thing)-[:PART_OF*0..12]->(g:Thing) WITH DISTINCT g
                 CALL (g) { MATCH (g)-[:STATED_IN]->(r:Record) WITH DISTINCT r.id AS id ORDER BY id LIMIT 5 RETURN id }
                 RETURN DISTINCT id } AS often,
       COUNT { MATCH (p)-[:PROGRAMME]->(:Thing)-[:PART_OF*0..12]->(g:Thing) WITH DISTINCT g
               MATCH (g)-[:STATED_IN]->(r:Record) RETURN DISTINCT r } AS often_total

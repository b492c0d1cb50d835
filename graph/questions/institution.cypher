/*
title = { zh = "机构", en = "Institution" }
question = { zh = "关于一家机构已知什么？是否在候选池内，为何？", en = "What is known of one institution, is it in the pool, and why?" }
path = "/institutions/{institution}"
answer = "institution"
returns = ["institution", "label", "name_zh", "name_en", "names", "fictional", "country", "city", "kind", "legal_type", "status", "ror", "pic", "homepage", "host", "units", "relations", "designations", "events", "agreements", "aliases", "records", "cited"]
evidence = ["records"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "机构编号", en = "Id of the institution" }

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
[columns.names]
type = "text"
many = true
about = { zh = "全部名称", en = "All names" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.city]
type = "text"
about = { zh = "城市", en = "City" }
[columns.kind]
type = "text"
many = true
about = { zh = "类型", en = "Kinds" }
[columns.legal_type]
type = "text"
about = { zh = "法人类型", en = "Legal type" }
[columns.status]
type = "text"
about = { zh = "状态", en = "Status" }
[columns.ror]
label = { zh = "ROR 编号", en = "ROR id" }
type = "text"
about = { zh = "ROR", en = "ROR" }
[columns.pic]
label = { zh = "PIC 编号", en = "PIC" }
type = "text"
about = { zh = "PIC", en = "PIC" }
[columns.homepage]
type = "text"
many = true
about = { zh = "主页", en = "Homepage" }
[columns.host]
about = { zh = "依托单位", en = "Host" }
[columns.units]
about = { zh = "下属单位", en = "Units" }
[columns.relations]
about = { zh = "上下级与沿革（有日期）", en = "Dated relations to other organisations" }
[columns.designations]
about = { zh = "称号（有日期）", en = "Dated titles" }
[columns.events]
about = { zh = "各类事件数", en = "Events by kind" }
[columns.agreements]
about = { zh = "自身为缔约方的协议", en = "Agreements it is a party to" }
[columns.aliases]
type = "id"
many = true
about = { zh = "曾用编号", en = "Ids that lead here" }
[columns.pool]
about = { zh = "是否在池内及原因", en = "Its place in the pool, and why" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (o:Thing {id: $institution})
RETURN o.id AS institution, o.label AS label, o.label_zh AS name_zh, o.label_en AS name_en, o.names AS names,
       coalesce(o.fictional, false) AS fictional, o.country AS country, o.city AS city, o.kind AS kind,
       o.legalType AS legal_type, o.status AS status, o.ror AS ror, o.pic AS pic, o.homepage AS homepage,
       COLLECT { MATCH (o)-[:HOST]->(h:Thing) RETURN [h.id, h.label] ORDER BY h.id } AS host,
       COLLECT { MATCH (u:Unit)-[:HOST]->(o) RETURN [u.id, u.label] ORDER BY u.id } AS units,
       COLLECT { MATCH (r:OrganisationRelation)-[:FROM_ORGANISATION|TO_ORGANISATION]->(o)
                 MATCH (r)-[:FROM_ORGANISATION]->(a:Thing), (r)-[:TO_ORGANISATION]->(b:Thing)
                 WITH DISTINCT r, a, b
                 RETURN {id: r.id, kind: r.relationKind, from: a.id, from_label: a.label, to: b.id, to_label: b.label,
                         start: r.startDate, end: r.endDate, dates: [toString(r.startDate_from), toString(r.startDate_to),
                         toString(r.endDate_from), toString(r.endDate_to)],
                         records: COLLECT { MATCH (r)-[:STATED_IN]->(s:Record) RETURN s.id }} ORDER BY r.id, a.id, b.id }
         AS relations,
       COLLECT { MATCH (d:Designation)-[:ORGANISATION]->(o)
                 RETURN {id: d.id, title: d.title, start: d.startDate, end: d.endDate,
                         dates: [toString(d.startDate_from), toString(d.startDate_to),
                                 toString(d.endDate_from), toString(d.endDate_to)],
                         records: COLLECT { MATCH (d)-[:STATED_IN]->(s:Record) RETURN s.id }} ORDER BY d.id } AS designations,
       COLLECT { MATCH (o)-[:TIE]->(e:Thing) WHERE e.event_from IS NULL OR e.event_from <= $as_of
                 WITH e.event_kind AS kind, count(DISTINCT e) AS number RETURN [kind, number] ORDER BY kind } AS events,
       COLLECT { MATCH (p:Party)-[:ACTOR]->(o) MATCH (p)-[:AGREEMENT]->(a:Agreement)
                 WHERE a.event_from IS NULL OR a.event_from <= $as_of
                 WITH DISTINCT a ORDER BY a.id RETURN [a.id, a.label, a.level] } AS agreements,
       COLLECT { MATCH (r:Redirect)-[:REDIRECT]->(o) RETURN r.id ORDER BY r.id } AS aliases,
       COLLECT { MATCH (o)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id ORDER BY r.id } AS records,
       COLLECT { MATCH (u:Unit)-[:HOST]->(o) WITH u ORDER BY u.id LIMIT 100
                 MATCH (u)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id } +
       COLLECT { MATCH (p:Party)-[:ACTOR]->(o) MATCH (p)-[:AGREEMENT]->(a:Agreement)
                 WHERE a.event_from IS NULL OR a.event_from <= $as_of
                 UNWIND [p, a] AS one WITH DISTINCT one ORDER BY one.id LIMIT 200
                 MATCH (one)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id } AS cited

/*
title = { zh = "国家", en = "Country" }
question = { zh = "关于一个国家已知什么？", en = "What is known of one country?" }
path = "/countries/{country}"
answer = "page"
returns = ["country", "label", "name_zh", "name_en", "code", "institutions", "events", "parties", "memberships", "records", "cites", "counted"]
hub = { zh = "只计数，不展开成员；计数的依据最多列出 100 件事件", en = "Counts only, opens no members; of what it counts, 100 events are cited" }
evidence = ["records"]

[params.country]
type = "id"
of = ["Country"]
about = { zh = "国家编号", en = "Id of the country" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[columns.country]
type = "id"
about = { zh = "国家编号", en = "Id of the country" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.code]
type = "text"
about = { zh = "代码", en = "Code" }
[columns.institutions]
type = "integer"
about = { zh = "机构数", en = "Number of organisations" }
[columns.events]
about = { zh = "各类事件数", en = "Events by kind" }
[columns.parties]
about = { zh = "自身为缔约方的协议", en = "Agreements it is itself a party to" }
[columns.memberships]
about = { zh = "所属集团（有日期）", en = "Groups it belongs to, dated" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (c:Thing {id: $country})
WITH c, split(c.id, '-')[2] AS code
RETURN c.id AS country, c.label AS label, c.label_zh AS name_zh, c.label_en AS name_en, code,
       COUNT { MATCH (o:Organisation) WHERE o.country = code } AS institutions,
       COLLECT { MATCH (o:Organisation)-[:TIE]->(e:Thing) WHERE o.country = code AND (e.event_from IS NULL OR e.event_from <= $as_of)
                 WITH e.event_kind AS kind, count(DISTINCT e) AS number RETURN [kind, number] ORDER BY kind } AS events,
       COLLECT { MATCH (p:Party)-[:ACTOR]->(c) MATCH (p)-[:AGREEMENT]->(a:Agreement)
                 WHERE a.event_from IS NULL OR a.event_from <= $as_of
                 WITH DISTINCT a ORDER BY a.id RETURN [a.id, a.label, a.level] } AS parties,
       COLLECT { MATCH (m:RegionMembership)-[:COUNTRY]->(c) MATCH (m)-[:REGION]->(r:Thing)
                 WHERE m.startDate_from IS NULL OR m.startDate_from <= $as_of
                 RETURN [r.id, r.label, m.startDate, m.endDate, m.id] ORDER BY r.id, m.startDate } AS memberships,
       COLLECT { MATCH (c)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id ORDER BY r.id } AS records,
       COLLECT { MATCH (p:Party)-[:ACTOR]->(c) MATCH (p)-[:AGREEMENT]->(a:Agreement)
                 WHERE a.event_from IS NULL OR a.event_from <= $as_of
                 UNWIND [p.id, a.id] AS id RETURN DISTINCT id } +
       COLLECT { MATCH (m:RegionMembership)-[:COUNTRY]->(c) MATCH (m)-[:REGION]->(r:Thing)
                 WHERE m.startDate_from IS NULL OR m.startDate_from <= $as_of
                 UNWIND [m.id, r.id] AS id RETURN DISTINCT id } AS cites,
       COLLECT { MATCH (o:Organisation)-[t:TIE]->(e:Thing) WHERE o.country = code AND (e.event_from IS NULL OR e.event_from <= $as_of)
                 WITH e.id AS id, min(t.via) AS via ORDER BY id LIMIT 100 RETURN [id, via] } AS counted

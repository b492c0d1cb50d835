/*
title = { zh = "事物的证据", en = "Evidence of things" }
question = { zh = "这些事物由哪些记录陈述？", en = "Which records state these things?" }
path = "/evidence"
evidence = ["records"]

[params.things]
type = "id"
of = []
many = true
about = { zh = "任意编号，可多个：联系、缔约方、成员资格、参与、事件……", en = "Ids of anything, one or more: ties, parties, memberships, participations, events …" }

[columns.thing]
type = "id"
about = { zh = "编号", en = "Id of the thing" }
[columns.label]
type = "text"
about = { zh = "名称", en = "Its name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
UNWIND $things AS id
WITH DISTINCT id
MATCH (t:Thing {id: id})
RETURN t.id AS thing, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en,
       COLLECT { MATCH (t)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id ORDER BY r.id } AS records
ORDER BY thing

/*
title = { zh = "利益关联", en = "Ties of interest" }
question = { zh = "某人或其所属组织与一家候选机构或其伙伴在最近若干年有哪些关联？", en = "Which ties has a person, or the organisations they belong to, with a candidate or its partners within the last years?" }
path = "/institutions/{institution}/interests"
answer = "interests"
hub = { zh = "伙伴只从不超过上限的事件中取；共同项目不设上限并标明规模", en = "Partners come from events up to the cap only; shared projects have no cap, and their size is shown" }
evidence = ["records"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "候选机构或单位的编号", en = "Id of the candidate, an institution or a unit" }

[params.person]
type = "id"
of = ["Person"]
default = ""
about = { zh = "人员编号", en = "Id of the person" }

[params.organisations]
type = "id"
of = ["Organisation"]
many = true
default = []
about = { zh = "其本人申报所属的组织", en = "Organisations that they declare to belong to" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.years]
type = "integer"
minimum = 0
maximum = 100
default = 5
about = { zh = "回溯的年数（本项目设定）", en = "Years back that count (ours)" }

[params.cap]
type = "integer"
minimum = 2
maximum = 10000
default = 10
about = { zh = "成员不超过此数的事件才产生伙伴（本项目设定）", en = "Members up to which an event makes partners (ours)" }

[columns.kind]
label = { zh = "关联种类", en = "Kind of tie" }
type = "text"
options = ["affiliation", "declared", "engagement", "shared_project"]
about = { zh = "种类：任职、本人申报、专家往来、共同项目", en = "Kind: affiliation, declared, engagement, shared project" }
[columns.thing]
label = { zh = "关联所在", en = "Tie" }
type = "id"
about = { zh = "产生关联的事物", en = "The thing that makes the tie" }
[columns.label]
type = "text"
about = { zh = "其名称", en = "Its name" }
[columns.organisation]
label = { zh = "组织", en = "Organisation" }
type = "id"
about = { zh = "与谁：候选、伙伴，或此人所属组织", en = "With whom: the candidate, a partner, or the person's own organisation in a shared project" }
[columns.organisation_label]
label = { zh = "组织名称", en = "Name of the organisation" }
type = "text"
about = { zh = "该组织的名称", en = "Name of that organisation" }
[columns.side]
label = { zh = "属于", en = "Side" }
type = "text"
options = ["candidate", "partner"]
about = { zh = "关联的是候选一方还是其伙伴", en = "Whether the tie is with the candidate's side or with a partner" }
[columns.start]
type = "text"
about = { zh = "开始，按来源所述", en = "Start, as stated" }
[columns.end]
type = "text"
about = { zh = "结束，按来源所述", en = "End, as stated" }
[columns.undated]
label = { zh = "无日期", en = "Undated" }
type = "boolean"
about = { zh = "没有日期，因而可能在期限之内", en = "Without any date, so it may lie within the years" }
[columns.size]
type = "integer"
about = { zh = "共同项目的成员数", en = "Members of a shared project" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (c:Thing {id: $institution})
WITH c, date($as_of) - duration('P' + toString($years) + 'Y') AS since
WITH since, [c] + COLLECT { MATCH (c)-[:HOST]->(h:Thing) RETURN h } + COLLECT { MATCH (u:Unit)-[:HOST]->(c) RETURN u } AS own
WITH since, own, COLLECT {
  UNWIND own AS o
  MATCH (o)-[:TIE]->(e:Thing)
  WHERE e.event_size <= $cap AND (e.event_from IS NULL OR e.event_from <= $as_of)
    AND (e.event_to IS NULL OR e.event_to >= since)
  MATCH (p:Organisation)-[:TIE]->(e)
  WHERE NOT p IN own
  RETURN DISTINCT p
} AS partners
WITH since, own, partners, COLLECT {
  MATCH (a:Affiliation)-[:PERSON]->(:Thing {id: $person})
  WHERE (a.startDate_from IS NULL OR a.startDate_from <= $as_of) AND (a.endDate_to IS NULL OR a.endDate_to >= since)
  RETURN a
} AS affiliations
CALL (since, own, partners, affiliations) {
  UNWIND affiliations AS t
  MATCH (t)-[:ORGANISATION]->(o:Thing)
  WHERE o IN own OR o IN partners
  RETURN 'affiliation' AS kind, t, o, o IN own AS near, t.startDate AS start, t.endDate AS end,
         t.startDate IS NULL AND t.endDate IS NULL AS undated, null AS size
  UNION
  UNWIND coalesce($organisations, []) AS id
  MATCH (o:Thing {id: id})
  WHERE o IN own OR o IN partners
  RETURN 'declared' AS kind, o AS t, o, o IN own AS near, null AS start, null AS end, true AS undated, null AS size
  UNION
  MATCH (t:ExpertEngagement)-[:PERSON]->(:Thing {id: $person}), (t)-[:HOST|HOME_INSTITUTION]->(o:Thing)
  WHERE (o IN own OR o IN partners) AND (t.startDate_from IS NULL OR t.startDate_from <= $as_of)
    AND (t.endDate_to IS NULL OR t.endDate_to >= since)
  RETURN 'engagement' AS kind, t, o, o IN own AS near, t.startDate AS start, t.endDate AS end,
         t.startDate IS NULL AND t.endDate IS NULL AS undated, null AS size
  UNION
  WITH own, since, affiliations,
       COLLECT { UNWIND affiliations AS a MATCH (a)-[:ORGANISATION]->(o:Thing) RETURN DISTINCT o }
       + COLLECT { UNWIND coalesce($organisations, []) AS id MATCH (o:Thing {id: id}) RETURN o } AS mine
  UNWIND mine AS o
  WITH DISTINCT own, since, o
  WHERE NOT o IN own
  MATCH (o)-[:TIE]->(t:Project)
  WHERE (t.event_from IS NULL OR t.event_from <= $as_of) AND (t.event_to IS NULL OR t.event_to >= since)
    AND EXISTS { MATCH (x:Organisation)-[:TIE]->(t) WHERE x IN own }
  RETURN DISTINCT 'shared_project' AS kind, t, o, true AS near, t.startDate AS start, t.endDate AS end,
         t.startDate IS NULL AND t.endDate IS NULL AS undated, t.event_size AS size
}
RETURN kind, t.id AS thing, t.label AS label, o.id AS organisation, o.label AS organisation_label,
       CASE WHEN near THEN 'candidate' ELSE 'partner' END AS side, toString(start) AS start, toString(end) AS end, undated, size,
       COLLECT { MATCH (t)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id AS id ORDER BY id } AS records
ORDER BY kind, thing, organisation

/*
title = { zh = "利益关联", en = "Ties of interest" }
question = { zh = "某人或其所属组织（含依托单位与沿革）与一家候选机构或其伙伴在最近若干年有哪些关联？", en = "Which ties has a person, or the organisations they belong to, with a candidate or its partners within the last years?" }
path = "/institutions/{institution}/interests"
answer = "interests"
hub = { zh = "伙伴只从不超过上限的事件中取；共同项目不设上限并标明规模", en = "Partners come from events up to the cap only; shared projects have no cap, and their size is shown" }
evidence = ["records"]
first = ["kind", "thing", "label", "organisation_label", "start", "end"]

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

[params.own]
type = "internal"

[params.claims]
type = "internal"

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
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.organisation]
label = { zh = "组织", en = "Organisation" }
type = "id"
about = { zh = "与谁：候选、伙伴，或此人所属组织", en = "With whom: the candidate, a partner, or the person's own organisation in a shared project" }
[columns.organisation_label]
label = { zh = "组织名称", en = "Name of the organisation" }
type = "text"
about = { zh = "该组织的名称", en = "Name of that organisation" }
[columns.organisation_name_zh]
label = { zh = "组织中文名称", en = "Name of the organisation in Chinese" }
type = "text"
about = { zh = "组织的中文名称", en = "Name of the organisation in Chinese" }
[columns.organisation_name_en]
label = { zh = "组织英文名称", en = "Name of the organisation in English" }
type = "text"
about = { zh = "组织的英文名称", en = "Name of the organisation in English" }
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
// `own`: the candidate with its host, its units, those before it and after it; `claims`: what links the person to organisations,
// each with the organisations that this one is or belongs to, itself first. A claim counts where it leads nearest.
WITH date($as_of) - duration('P' + toString($years) + 'Y') AS since
WITH since, COLLECT {
  UNWIND $own AS id
  MATCH (o:Thing {id: id})-[:TIE]->(e:Thing)
  WHERE e.event_size <= $cap AND (e.event_from IS NULL OR e.event_from <= $as_of)
    AND (e.event_to IS NULL OR e.event_to >= since)
  MATCH (p:Organisation)-[:TIE]->(e)
  WHERE NOT p.id IN $own
  RETURN DISTINCT p.id
} AS partners
CALL (since, partners) {
  UNWIND $claims AS claim
  WITH claim, partners, [id IN claim[2] WHERE id IN $own] AS near, [id IN claim[2] WHERE id IN partners] AS far
  WITH claim, CASE WHEN claim[2][0] IN $own OR claim[2][0] IN partners THEN [claim[2][0]]
                   WHEN size(near) > 0 THEN near ELSE far END AS met
  UNWIND met AS id
  MATCH (t:Thing {id: claim[1]}), (o:Thing {id: id})
  WITH claim[0] AS kind, t, o, id IN $own AS near
  RETURN kind, t, o, near, CASE kind WHEN 'declared' THEN null ELSE t.startDate END AS start,
         CASE kind WHEN 'declared' THEN null ELSE t.endDate END AS end,
         kind = 'declared' OR (t.startDate IS NULL AND t.endDate IS NULL) AS undated, null AS size
  UNION
  WITH since
  UNWIND [claim IN $claims WHERE claim[0] <> 'engagement' | claim[2]] AS reach
  UNWIND reach AS id
  WITH DISTINCT since, id
  WHERE NOT id IN $own
  MATCH (o:Thing {id: id})-[:TIE]->(t:Project)
  WHERE (t.event_from IS NULL OR t.event_from <= $as_of) AND (t.event_to IS NULL OR t.event_to >= since)
    AND EXISTS { MATCH (x:Organisation)-[:TIE]->(t) WHERE x.id IN $own }
  RETURN DISTINCT 'shared_project' AS kind, t, o, true AS near, t.startDate AS start, t.endDate AS end,
         t.startDate IS NULL AND t.endDate IS NULL AS undated, t.event_size AS size
}
RETURN DISTINCT kind, t.id AS thing, t.label AS label, t.label_zh AS name_zh, t.label_en AS name_en,
       o.id AS organisation, o.label AS organisation_label, o.label_zh AS organisation_name_zh, o.label_en AS organisation_name_en,
       CASE WHEN near THEN 'candidate' ELSE 'partner' END AS side, toString(start) AS start, toString(end) AS end, undated, size,
       COLLECT { MATCH (t)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id AS id ORDER BY id } AS records
ORDER BY kind, thing, organisation

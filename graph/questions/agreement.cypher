/*
title = { zh = "协议", en = "Agreement" }
question = { zh = "关于一项协议已知什么？", en = "What is known of one agreement?" }
path = "/agreements/{agreement}"
answer = "agreement"
returns = ["kind", "signed_place", "duration", "notice_months", "scope", "forms", "ip_rule", "ip_text", "cost_rule", "renews", "supersedes", "framework", "under", "programmes", "projects", "projects_through", "labs", "contributions", "text_url"]
evidence = ["records"]

[params.agreement]
type = "id"
of = ["Agreement"]
about = { zh = "协议编号", en = "Id of the agreement" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[columns.agreement]
type = "id"
about = { zh = "协议编号", en = "Id of the agreement" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.level]
type = "text"
options = ["intergovernmental", "departmental", "institution", "project", "person"]
about = { zh = "层级", en = "Level" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.state]
type = "text"
options = ["yes", "presumed", "unknown", "no"]
about = { zh = "该日状态：yes 有效、presumed 推定有效、unknown 未知、no 无效", en = "State on the day: yes, presumed, unknown, no" }
[columns.reason]
type = "text"
about = { zh = "状态的理由", en = "Why that state" }
[columns.signed]
type = "date"
about = { zh = "签署日期", en = "Signed" }
[columns.entered]
type = "date"
about = { zh = "生效日期", en = "Entered into force" }
[columns.provisional]
type = "date"
about = { zh = "临时适用起始", en = "Provisional application since" }
[columns.valid_until]
type = "date"
about = { zh = "有效期至", en = "Valid until" }
[columns.until_computed]
label = { zh = "推算有效期至", en = "Valid until (computed)" }
type = "date"
about = { zh = "未载明截止日时，由期限与起始日推算的截止日", en = "End computed from duration and begin, where none is stated" }
[columns.terminated]
type = "date"
about = { zh = "终止日期", en = "Terminated" }
[columns.renewal]
type = "text"
about = { zh = "续期规则", en = "Renewal rule" }
[columns.renewed_by]
type = "id"
many = true
about = { zh = "由何协议续期", en = "Renewed by" }
[columns.fields]
type = "id"
many = true
about = { zh = "领域", en = "Fields" }
[columns.sides]
about = { zh = "各缔约方及其自身状态", en = "Parties, each with its own state" }
[columns.countries]
about = { zh = "当日受约束的国家及状态", en = "Countries bound on the day, with their state" }
[columns.life]
about = { zh = "各段状态及理由", en = "Its life in stretches, each with state and reason" }
[columns.kind]
type = "text"
many = true
about = { zh = "类型", en = "Kind" }
[columns.signed_place]
type = "text"
about = { zh = "签署地", en = "Place of signature" }
[columns.duration]
type = "text"
about = { zh = "期限原文", en = "Duration as stated" }
[columns.notice_months]
type = "integer"
about = { zh = "提前通知月数", en = "Months of notice" }
[columns.scope]
type = "text"
many = true
about = { zh = "范围", en = "Scope" }
[columns.forms]
type = "text"
many = true
about = { zh = "合作形式", en = "Forms of cooperation" }
[columns.ip_rule]
type = "text"
about = { zh = "知识产权规则", en = "Rule on intellectual property" }
[columns.ip_text]
type = "text"
many = true
about = { zh = "知识产权条款原文", en = "Words on intellectual property" }
[columns.cost_rule]
type = "text"
about = { zh = "费用规则", en = "Rule on cost" }
[columns.renews]
type = "id"
many = true
about = { zh = "续期自", en = "Renews" }
[columns.supersedes]
type = "id"
many = true
about = { zh = "取代", en = "Supersedes" }
[columns.framework]
type = "id"
many = true
about = { zh = "上位框架", en = "Its framework" }
[columns.under]
type = "id"
many = true
about = { zh = "在其框架下的协议", en = "Agreements under it" }
[columns.programmes]
label = { zh = "实施计划", en = "Programmes" }
type = "id"
many = true
about = { zh = "作为其实施手段的计划", en = "Programmes it names as instruments" }
[columns.projects]
type = "integer"
about = { zh = "来源指明依据本协议的项目数", en = "Number of projects that a source says are under it itself" }
[columns.projects_through]
label = { zh = "经其下协议的项目数", en = "Projects through agreements under it" }
type = "integer"
about = { zh = "来源指明依据其下协议的项目数（已直接计入者除外）", en = "Number of further projects that a source says are under an agreement made under it" }
[columns.labs]
label = { zh = "列入的联合实验室", en = "Joint labs" }
type = "id"
many = true
about = { zh = "列入其中的联合实验室", en = "Joint labs included in it" }
[columns.contributions]
about = { zh = "各方投入", en = "Contributions of the sides" }
[columns.text_url]
about = { zh = "文本地址", en = "Address of the text" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (a:Thing {id: $agreement})
RETURN a.agreementKind AS kind, a.signedPlace AS signed_place, a.duration AS duration, a.noticeMonths AS notice_months,
       a.scope AS scope, a.cooperationForm AS forms, a.ipRule AS ip_rule, a.ipText AS ip_text, a.costRule AS cost_rule,
       COLLECT { MATCH (a)-[:RENEWS]->(x:Thing) RETURN x.id ORDER BY x.id } AS renews,
       COLLECT { MATCH (a)-[:SUPERSEDES]->(x:Thing) RETURN x.id ORDER BY x.id } AS supersedes,
       COLLECT { MATCH (a)-[:FRAMEWORK]->(x:Thing) RETURN x.id ORDER BY x.id } AS framework,
       COLLECT { MATCH (x:Agreement)-[:FRAMEWORK]->(a)
                 WHERE x.event_from IS NULL OR x.event_from <= $as_of RETURN x.id ORDER BY x.id } AS under,
       COLLECT { MATCH (a)-[:INSTRUMENT_PROGRAMME]->(x:Thing) RETURN x.id ORDER BY x.id } AS programmes,
       COUNT { MATCH (p:Project)-[:UNDER_AGREEMENT]->(a) WHERE p.event_from IS NULL OR p.event_from <= $as_of } AS projects,
       COUNT { MATCH (p:Project)-[:UNDER_AGREEMENT]->(:Agreement)-[:FRAMEWORK*1..6]->(a)
               WHERE (p.event_from IS NULL OR p.event_from <= $as_of) AND NOT EXISTS { (p)-[:UNDER_AGREEMENT]->(a) }
               RETURN DISTINCT p } AS projects_through,
       COLLECT { MATCH (i:LabInclusion)-[:AGREEMENT]->(a), (i)-[:LAB]->(l:Thing)
                 WHERE i.date_from IS NULL OR i.date_from <= $as_of RETURN DISTINCT l.id ORDER BY l.id } AS labs,
       COLLECT { MATCH (c:Contribution)-[:AGREEMENT]->(a) OPTIONAL MATCH (c)-[:SIDE]->(x:Thing)
                 WITH c, x WHERE c.startDate_from IS NULL OR c.startDate_from <= $as_of
                 RETURN [c.id, x.id, x.label, c.contributionKind, c.contributionState, c.amount, c.currency]
                 ORDER BY c.id } AS contributions,
       a.textUrl AS text_url

/*
title = { zh = "引智计划", en = "Talent plan by year" }
question = { zh = "一家机构哪些年份列入引智计划？没有条目的年份是没有还是无记录？", en = "In which years does an institution stand in the talent plan, and is a year without an entry empty or not recorded?" }
path = "/institutions/{institution}/talent_plans"
answer = "talent_plans"
returns = ["entry", "year", "programme", "persons", "times", "days"]
evidence = ["records"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "机构编号", en = "Id of the institution" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.since]
type = "integer"
minimum = 1500
maximum = 3000
default = 2000
about = { zh = "从哪一年起", en = "From which year" }

[columns.year]
type = "integer"
about = { zh = "年份", en = "Year" }
[columns.state]
label = { zh = "状态", en = "State" }
type = "text"
options = ["entry", "none", "no_record"]
about = { zh = "entry 有条目；none 来源声明完整而没有；no_record 无记录", en = "entry, none (a source is complete and has none), no_record" }
[columns.entries]
type = "id"
many = true
about = { zh = "条目编号", en = "Ids of the entries" }
[columns.programme]
type = "text"
many = true
about = { zh = "计划", en = "Programme" }
[columns.persons]
type = "integer"
about = { zh = "人数", en = "People" }
[columns.person_times]
label = { zh = "人次", en = "Person-times" }
type = "integer"
about = { zh = "人次", en = "Person-times" }
[columns.person_days]
label = { zh = "人天", en = "Person-days" }
type = "integer"
about = { zh = "人天", en = "Person-days" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
MATCH (t:TalentPlanEntry)-[:ORGANISATION]->(:Thing {id: $institution})
WHERE t.planYear_from IS NULL OR t.planYear_from <= $as_of
RETURN t.id AS entry, t.planYear_from.year AS year, t.programme AS programme, t.persons AS persons, t.personTimes AS times, t.personDays AS days
ORDER BY year, entry

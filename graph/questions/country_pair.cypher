/*
title = { zh = "两国对照", en = "Two countries side by side" }
question = { zh = "两国各有什么、共同有什么？", en = "What does each of two countries have, and what do they have together?" }
path = "/countries/{one}/{other}"
answer = "country_pair"
hub = { zh = "从机构较少的一国展开", en = "Opens the country with fewer institutions, by count" }
returns = ["kind", "event", "members", "others", "dates"]
evidence = ["records"]
first = ["aspect", "one", "other", "together"]

[params.one]
type = "id"
of = ["Country"]
about = { zh = "一国编号", en = "Id of one country" }

[params.other]
type = "id"
of = ["Country"]
about = { zh = "另一国编号", en = "Id of the other country" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.things]
type = "integer"
caps = "things"
minimum = 0
maximum = 100000
default = 25
about = { zh = "每行最多列出几个共同事物", en = "How many shared things to list in a line" }

[params.few]
type = "internal"

[params.many]
type = "internal"

[columns.aspect]
type = "text"
about = { zh = "方面：事件种类、机构、各状态的政府间协议", en = "Aspect: kind of event, institutions, intergovernmental agreements by state" }
[columns.one]
label = { zh = "一国", en = "The one" }
type = "integer"
about = { zh = "一国", en = "The one" }
[columns.other]
type = "integer"
about = { zh = "另一国", en = "The other" }
[columns.together]
type = "integer"
about = { zh = "共同", en = "Together" }
[columns.things]
type = "id"
many = true
about = { zh = "共同事物的编号", en = "Ids of what they share" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// $few is the country with fewer institutions, chosen by count; the other side is only looked up.
MATCH (o:Organisation) WHERE o.country IN $few
MATCH (o)-[:TIE]->(e:Thing)
WHERE e.event_activity AND e.event_size >= 2
WITH e, collect(DISTINCT o.id) AS members
MATCH (p:Organisation)-[:TIE]->(e) WHERE p.country IN $many
WITH e, members, collect(DISTINCT p.id) AS others
RETURN e.event_kind AS kind, e.id AS event, members, others,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates

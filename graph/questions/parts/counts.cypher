/*
about = { zh = "两组国家各有多少机构", en = "How many organisations two sets of countries have" }
[params.home]
type = "internal"
[params.foreign]
type = "internal"
[columns.home]
[columns.foreign]
*/
CALL () { MATCH (o:Organisation) WHERE o.country IN $home RETURN count(o) AS home }
CALL () { MATCH (o:Organisation) WHERE o.country IN $foreign RETURN count(o) AS foreign }
RETURN home, foreign

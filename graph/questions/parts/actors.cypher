/*
about = { zh = "可作为本方的国家和地区", en = "The countries and regions that can be named as home" }
[columns.id]
[columns.label]
*/
MATCH (a:Actor)
WHERE a:Country OR a:Region
RETURN a.id AS id, a.label AS label
ORDER BY id

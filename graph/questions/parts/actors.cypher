/*
about = { zh = "可作为本方的国家和地区", en = "The countries and regions that can be named as home" }
[columns.id]
[columns.label]
[columns.label_zh]
[columns.names]
*/
MATCH (a:Actor)
WHERE a:Country OR a:Region
RETURN a.id AS id, a.label AS label, a.label_zh AS label_zh,
       coalesce(a.names, []) + [name IN [a.label_zh, a.label_en] WHERE name IS NOT NULL] AS names
ORDER BY id

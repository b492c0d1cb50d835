/*
about = { zh = "各国有多少机构、多少参与", en = "How many organisations each country has, and how many ties" }
[columns.country]
[columns.organisations]
[columns.ties]
*/
MATCH (o:Organisation)
WHERE o.country IS NOT NULL
RETURN o.country AS country, count(o) AS organisations, sum(COUNT { (o)-[:TIE]->() }) AS ties
ORDER BY country

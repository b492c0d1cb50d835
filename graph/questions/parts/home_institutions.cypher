/*
about = { zh = "本方的机构与单位", en = "Institutions and units of home" }
returns = ["ids"]
[params.home]
type = "internal"
*/
CALL () {
  MATCH (o:Organisation) WHERE o.country IN $home RETURN o
  UNION
  MATCH (o:Unit)-[:HOST]->(h:Organisation) WHERE o.country IS NULL AND h.country IN $home RETURN o
}
RETURN collect(o.id) AS ids

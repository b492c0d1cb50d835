/*
about = { zh = "本方机构参加的项目", en = "The projects in which institutions of home take part" }
hub = { zh = "从本方机构出发，每个项目一行", en = "Starts from the institutions of home, one row a project; a big country costs its own participations and no more" }
returns = ["project", "members", "countries", "programmes", "agreements", "size", "dates"]
[params.home]
type = "internal"
[params.as_of]
type = "internal"
[params.only]
type = "internal"
*/
CALL () {
  MATCH (o:Organisation) WHERE o.country IN $home AND $only IS NULL RETURN o, o.country AS country
  UNION
  MATCH (o:Unit)-[:HOST]->(h:Organisation) WHERE o.country IS NULL AND h.country IN $home AND $only IS NULL
  RETURN o, h.country AS country
  UNION
  MATCH (o:Thing {id: $only}) OPTIONAL MATCH (o)-[:HOST]->(h:Organisation)
  RETURN o, coalesce(o.country, h.country) AS country
}
MATCH (o)-[:TIE]->(p:Project)
WHERE p.event_from IS NULL OR p.event_from <= $as_of
WITH p, collect(o.id) AS members, collect(country) AS countries
RETURN p.id AS project, members, countries,
       [(p)-[:PROGRAMME]->(g:Thing) | g.id] AS programmes,
       [(p)-[:UNDER_AGREEMENT]->(a:Thing) | a.id] AS agreements, p.event_size AS size,
       [toString(p.event_from), toString(p.event_from_to), toString(p.event_to_from), toString(p.event_to)] AS dates

/*
about = { zh = "若干机构接待的专家往来：人数、人次、人天分列", en = "Stays of experts at given institutions: people, person-times and person-days kept apart" }
returns = ["of", "thing", "label", "kind", "value", "person", "persons", "times", "days", "country", "partner", "dates", "contested"]
[params.ids]
type = "internal"
*/
MATCH (e:ExpertEngagement)-[:HOST]->(o:Thing)
WHERE o.id IN $ids
OPTIONAL MATCH (e)-[:HOME_INSTITUTION]->(x:Thing)
OPTIONAL MATCH (x)-[:HOST]->(h:Organisation)
WITH e, o, x, h ORDER BY x.id, h.id
WITH e, o, collect(x)[0] AS x, collect(h)[0] AS h
RETURN o.id AS of, e.id AS thing, e.label AS label, 'stay' AS kind, e.length AS value,
       head([(e)-[:PERSON]->(p:Thing) | p.id]) AS person, e.persons AS persons, e.personTimes AS times, e.personDays AS days,
       coalesce(e.homeCountry, x.country, h.country) AS country, x.id AS partner,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       coalesce(e.conflicts, []) AS contested
ORDER BY of, thing

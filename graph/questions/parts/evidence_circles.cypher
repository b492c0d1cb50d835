/*
about = { zh = "若干机构的小规模活动，每项活动一次，含全部成员及所在国家", en = "Activities of few members of given institutions, each once, with all of their members and the country of each" }
hub = { zh = "只展开成员数不超过上限的活动，每项一次，不展开机构对", en = "Only activities of at most the cap are opened, each once; no pair is built in the database" }
returns = ["events"]
[params.ids]
type = "internal"
[params.cap]
type = "internal"
[params.as_of]
type = "internal"
*/
MATCH (o:Thing)-[:TIE]->(e:Thing)
WHERE o.id IN $ids AND e.event_activity AND 2 <= e.event_size <= $cap AND (e.event_from IS NULL OR e.event_from <= $as_of)
WITH DISTINCT e
MATCH (m:Thing)-[t:TIE]->(e)
WITH e, m, collect(CASE WHEN coalesce(t.via_from, t.via_to) IS NULL THEN [] ELSE
       [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)] END) AS stints
OPTIONAL MATCH (m)-[:HOST]->(h:Organisation)
WITH e, m, stints, coalesce(m.country, head(collect(h.country)), '') AS country
WITH e, collect([m.id, country]) AS members, collect(stints) AS stints
RETURN collect([e.id, e.label, e.event_kind, e.event_size, [toString(e.event_from), toString(e.event_from_to),
                toString(e.event_to_from), toString(e.event_to)], members,
                CASE WHEN any(several IN stints WHERE any(stint IN several WHERE size(stint) > 0)) THEN stints END]) AS events

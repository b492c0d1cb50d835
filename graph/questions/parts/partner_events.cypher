/*
about = { zh = "若干机构的全部事件及其外方成员", en = "All events of given institutions with the foreign members" }
hub = { zh = "每个事件一行，成员作为列表返回", en = "One row an event, its members as one list; the cost is the number of participations of the events, stated in the answer" }
returns = ["one", "event", "kind", "activity", "size", "dates", "members"]
[params.ids]
type = "internal"
[params.side]
type = "internal"
[params.as_of]
type = "internal"
*/
UNWIND $ids AS id
MATCH (a:Thing {id: id})-[:TIE]->(e:Thing)
WHERE e.event_from IS NULL OR e.event_from <= $as_of
WITH DISTINCT a, e
MATCH (m:Organisation)-[:TIE]->(e)
WHERE m <> a AND NOT m.country IN $side
WITH a, e, collect(DISTINCT m.id) AS members
RETURN a.id AS one, e.id AS event, e.event_kind AS kind, coalesce(e.event_activity, false) AS activity,
       e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       members

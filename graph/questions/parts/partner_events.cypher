/*
about = { zh = "若干机构的全部事件及其外方成员", en = "All events of given institutions with the foreign members" }
hub = { zh = "每个事件一行，成员作为列表返回", en = "One row an event, its members as one list; the cost is the number of participations of the events, stated in the answer" }
returns = ["one", "event", "kind", "activity", "size", "dates", "members", "own", "timed"]
[params.ids]
type = "internal"
[params.side]
type = "internal"
[params.as_of]
type = "internal"
*/
// Who took part for a part of an event only says so in `own` and `timed`, as in partners.cypher.
UNWIND $ids AS id
MATCH (a:Thing {id: id})-[s:TIE]->(e:Thing)
WHERE e.event_from IS NULL OR e.event_from <= $as_of
WITH a, e, collect(CASE WHEN coalesce(s.via_from, s.via_to) IS NULL THEN [] ELSE
  [toString(s.via_from), toString(s.via_from_to), toString(s.via_to_from), toString(s.via_to)] END) AS own
MATCH (m:Organisation)-[t:TIE]->(e)
WHERE m <> a AND NOT m.country IN $side
WITH a, e, own, m, t, coalesce(t.via_from, t.via_to) IS NULL AS always
WITH a, e, own, collect(DISTINCT CASE WHEN always THEN m.id END) AS members,
     collect(CASE WHEN NOT always THEN [m.id,
       [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)]] END) AS timed
RETURN a.id AS one, e.id AS event, e.event_kind AS kind, coalesce(e.event_activity, false) AS activity,
       e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       members, own, timed

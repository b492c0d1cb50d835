/*
about = { zh = "若干机构之间的共同事件，及把它们与事件联系起来的事物", en = "The events that given institutions share, with what ties them to it" }
hub = { zh = "只取所给机构的联系，每个事件一行", en = "Only the ties of the institutions given are read, one row an event" }
returns = ["event", "label", "name_zh", "name_en", "kind", "activity", "size", "dates", "bonds"]
[params.ids]
type = "internal"
[params.as_of]
type = "internal"
[params.cap]
type = "internal"
[params.ties]
type = "internal"
*/
UNWIND $ids AS id
MATCH (m:Thing {id: id})-[t:TIE]->(e:Thing)
WHERE (e.event_from IS NULL OR e.event_from <= $as_of) AND ($cap = 0 OR e.event_size <= $cap)
  AND ($ties = 'all' OR e.event_activity)
WITH e, collect([m.id, t.via, t.role]) AS bonds
WHERE size(bonds) > 1
RETURN e.id AS event, e.label AS label, e.label_zh AS name_zh, e.label_en AS name_en, e.event_kind AS kind,
       coalesce(e.event_activity, false) AS activity, e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       bonds

/*
about = { zh = "若干机构之间的共同事件；成员为所给编号的序号", en = "The events that given institutions share; members are places in the list of ids" }
hub = { zh = "只取所给机构的联系", en = "Only the ties of the institutions given are read" }
returns = ["shared"]
[params.ids]
type = "internal"
[params.as_of]
type = "internal"
[params.cap]
type = "internal"
[params.ties]
type = "internal"
*/
UNWIND range(0, size($ids) - 1) AS place
MATCH (:Thing {id: $ids[place]})-[t:TIE]->(e:Thing)
// an event is looked at only where it is shared, which few of them are: that halves the time
WITH e, collect(place) AS places, collect(t) AS ties
WHERE size(places) > 1 AND (e.event_from IS NULL OR e.event_from <= $as_of) AND ($cap = 0 OR e.event_size <= $cap)
  AND ($ties = 'all' OR e.event_activity)
// who joins an event after the day is no member of it yet; who is tied to it twice stands here twice
WITH e, [at IN range(0, size(ties) - 1) WHERE coalesce((ties[at]).via_from <= $as_of, true) | places[at]] AS members
RETURN collect([e.id, e.event_size, members]) AS shared

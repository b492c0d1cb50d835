/*
about = { zh = "一家机构有多少事件因成员过多而不构成联系", en = "How many events of an institution make no tie because they have too many members" }
[params.ids]
type = "internal"
[params.as_of]
type = "internal"
[params.cap]
type = "internal"
[params.ties]
type = "internal"
[columns.left_out]
*/
UNWIND $ids AS id
MATCH (:Thing {id: id})-[s:TIE]->(e:Thing)
WHERE (e.event_from IS NULL OR e.event_from <= $as_of) AND (s.via_from IS NULL OR s.via_from <= $as_of)
  AND e.event_size > $cap AND ($ties = 'all' OR e.event_activity)
RETURN count(DISTINCT e) AS left_out

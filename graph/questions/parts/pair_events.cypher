/*
about = { zh = "若干机构对的共同事件", en = "The events that pairs of partners share" }
hub = { zh = "逐对从联系较少的一方出发", en = "Pair by pair from the partner with fewer ties; the other end is only looked up" }
returns = ["one", "other", "event", "label", "kind", "activity", "size", "dates", "via", "persons", "name", "name_zh", "name_en", "country"]
[params.pairs]
type = "internal"
[params.as_of]
type = "internal"
*/
UNWIND $pairs AS pair
MATCH (a:Thing {id: pair[0]}), (b:Thing {id: pair[1]})
WITH pair, b AS partner, CASE WHEN COUNT { (a)-[:TIE]->() } <= COUNT { (b)-[:TIE]->() } THEN [a, b] ELSE [b, a] END AS ends
WITH pair, partner, ends[0] AS few, ends[1] AS many
MATCH (few)-[s:TIE]->(e:Thing)
WHERE e.event_from IS NULL OR e.event_from <= $as_of
MATCH (e)<-[t:TIE]-(many)
WITH pair, partner, e, collect(s.via) + collect(t.via) AS via
RETURN pair[0] AS one, pair[1] AS other, e.id AS event, e.label AS label, e.event_kind AS kind,
       coalesce(e.event_activity, false) AS activity, e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       via, [(e)-[:PERSON]->(p:Thing) | p.id] AS persons,
       partner.label AS name, partner.label_zh AS name_zh, partner.label_en AS name_en, partner.country AS country

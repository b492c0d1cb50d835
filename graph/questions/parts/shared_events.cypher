/*
about = { zh = "若干机构对在给定事件中的往来", en = "Given pairs of institutions in given events" }
returns = ["one", "other", "event", "label", "label_zh", "label_en", "kind", "activity", "size", "dates", "via", "stints", "persons", "hosts", "name", "name_zh", "name_en", "country", "fictional"]
hub = { zh = "两端和事件均已给定，只核对联系", en = "Both ends and the event are given: ties are only looked up" }
[params.shared]
type = "internal"
*/
UNWIND $shared AS one
MATCH (a:Thing {id: one[0]})
MATCH (b:Thing {id: one[1]})
MATCH (e:Thing {id: one[2]})
RETURN a.id AS one, b.id AS other, e.id AS event, e.label AS label, e.label_zh AS label_zh, e.label_en AS label_en, e.event_kind AS kind,
       coalesce(e.event_activity, false) AS activity, e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       [(a)-[s:TIE]->(e) | s.via] + [(b)-[t:TIE]->(e) | t.via] AS via,
       [[(a)-[s:TIE]->(e) | [toString(s.via_from), toString(s.via_from_to), toString(s.via_to_from), toString(s.via_to)]],
        [(b)-[t:TIE]->(e) | [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)]]] AS stints,
       [(e)-[:PERSON]->(p:Thing) | p.id] AS persons, [(e)-[:HOST]->(h:Thing) | h.id] AS hosts,
       b.label AS name, b.label_zh AS name_zh, b.label_en AS name_en, b.country AS country,
       coalesce(b.fictional, false) AS fictional

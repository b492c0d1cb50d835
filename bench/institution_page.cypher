MATCH (o:Thing {id: $institution})
RETURN o.id AS institution, o.label AS label, o.label_zh AS name_zh, o.label_en AS name_en, o.names AS names,
       coalesce(o.fictional, false) AS fictional, o.country AS country, o.city AS city, o.kind AS kind,
       o.legalType AS legal_type, o.status AS status, o.ror AS ror, o.pic AS pic, o.homepage AS homepage,
       COLLECT { MATCH (o)-[:HOST]->(h:Thing) RETURN [h.id, h.label] ORDER BY h.id } AS host,
       COLLECT { MATCH (u:Unit)-[:HOST]->(o) RETURN [u.id, u.label] ORDER BY u.id } AS units,
       COLLECT { MATCH (r:OrganisationRelation)-[:FROM_ORGANISATION|TO_ORGANISATION]->(o)
                 MATCH (r)-[:FROM_ORGANISATION]->(a:Thing), (r)-[:TO_ORGANISATION]->(b:Thing)
                 RETURN DISTINCT {id: r.id, kind: r.relationKind, from: a.id, from_label: a.label, to: b.id, to_label: b.label,
                         start: r.startDate, end: r.endDate, dates: [toString(r.startDate_from), toString(r.startDate_to),
                         toString(r.endDate_from), toString(r.endDate_to)]} } AS relations,
       COLLECT { MATCH (d:Designation)-[:ORGANISATION]->(o)
                 RETURN {id: d.id, title: d.title, start: d.startDate, end: d.endDate,
                         dates: [toString(d.startDate_from), toString(d.startDate_to),
                                 toString(d.endDate_from), toString(d.endDate_to)]} ORDER BY d.id } AS designations,
       COLLECT { MATCH (o)-[:TIE]->(e:Thing) WHERE e.event_from IS NULL OR e.event_from <= $as_of
                 WITH e.event_kind AS kind, count(DISTINCT e) AS number RETURN [kind, number] ORDER BY kind } AS events,
       COLLECT { MATCH (p:Party)-[:ACTOR]->(o) MATCH (p)-[:AGREEMENT]->(a:Agreement)
                 WHERE a.event_from IS NULL OR a.event_from <= $as_of
                 WITH DISTINCT a ORDER BY a.id RETURN [a.id, a.label, a.level] } AS agreements,
       COLLECT { MATCH (r:Redirect)-[:REDIRECT]->(o) RETURN r.id ORDER BY r.id } AS aliases,
       COLLECT { MATCH (o)-[:STATED_IN]->(r:Record) RETURN DISTINCT r.id ORDER BY r.id } AS records

// The page of an institution as a person would write it for the driver: one query, its result as it comes.
MATCH (o:Thing {id: $institution})
OPTIONAL MATCH (o)-[:HOST]->(host:Thing)
OPTIONAL MATCH (o)-[:TIE]->(event:Thing)
WHERE event.event_from IS NULL OR event.event_from <= date($as_of)
WITH o, host, event.event_kind AS kind, count(DISTINCT event) AS number
WITH o, host, collect([kind, number]) AS events
RETURN o {.*} AS institution, labels(o) AS labels, host {.id, .label} AS host, events,
       [(unit:Unit)-[:HOST]->(o) | unit {.id, .label}] AS units,
       [(o)<-[:FROM_ORGANISATION]-(r:OrganisationRelation)-[:TO_ORGANISATION]->(other:Thing) |
        r {.id, .relationKind, .startDate, .endDate, to: other.id, label: other.label}] AS relations_to,
       [(o)<-[:TO_ORGANISATION]-(r:OrganisationRelation)-[:FROM_ORGANISATION]->(other:Thing) |
        r {.id, .relationKind, .startDate, .endDate, of: other.id, label: other.label}] AS relations_of,
       [(d:Designation)-[:ORGANISATION]->(o) | d {.id, .title, .startDate, .endDate}] AS designations,
       [(o)<-[:ACTOR]-(:Party)-[:AGREEMENT]->(a:Agreement) | a {.id, .label, .level}] AS agreements,
       [(alias:Redirect)-[:REDIRECT]->(o) | alias.id] AS aliases,
       [(o)-[:STATED_IN]->(record:Record) | record.id] AS records

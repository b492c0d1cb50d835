/*
about = { zh = "协议的日期、条款与各缔约方", en = "Agreements with their dates, clauses and parties" }
returns = ["id", "label", "label_zh", "label_en", "level", "fields", "dates", "by_signature", "renewal", "term", "notice", "status", "programmes", "renewed", "renews", "framework", "sides", "fictional"]
[params.levels]
type = "internal"
[params.ids]
type = "internal"
*/
CALL () {
  // a treaty that its list does not take for one on science is no framework of cooperation in science, unless a project
  // names it
  MATCH (a:Agreement) WHERE a.level IN $levels AND (coalesce(a.scientific, true) OR EXISTS { (:Project)-[:UNDER_AGREEMENT]->(a) })
  RETURN a
  UNION
  MATCH (a:Thing) WHERE a.id IN $ids AND a:Agreement RETURN a
}
CALL (a) {
  OPTIONAL MATCH (s:Party)-[:AGREEMENT]->(a)
  OPTIONAL MATCH (s)-[:ACTOR]->(x:Thing)
  WITH s, x, [(x)-[:JURISDICTION]->(j:Thing) | j.id] AS places ORDER BY s.id
  RETURN [y IN collect([s.id, x.id, x.label, x.label_zh, x.label_en,
            coalesce(head(places), CASE WHEN x:Authority THEN 'country-iso-' + x.country END, x.id),
            toString(s.signedOn_from), toString(s.signedOn_to),
            toString(s.inForceFrom_from), toString(s.inForceFrom_to),
            toString(s.withdrawnOn_from), toString(s.withdrawnOn_to), s.partyRole]) WHERE y[0] IS NOT NULL] AS sides
}
RETURN a.id AS id, a.label AS label, a.label_zh AS label_zh, a.label_en AS label_en, a.level AS level, [(a)-[:FIELD]->(f:Thing) | f.id] AS fields,
       [toString(a.signedOn_from), toString(a.signedOn_to), toString(a.inForceFrom_from), toString(a.inForceFrom_to),
        toString(a.provisionalFrom_from), toString(a.provisionalFrom_to),
        toString(a.validUntil_from), toString(a.validUntil_to),
        toString(a.terminatedOn_from), toString(a.terminatedOn_to)] AS dates,
       any(x IN [(a)-[:IN_FORCE_TRIGGER]->(c:Thing) | c.id] WHERE x ENDS WITH '-signature') AS by_signature,
       a.renewalRule AS renewal, a.duration AS term, a.noticeMonths AS notice, a.status AS status,
       [(a)-[:INSTRUMENT_PROGRAMME]->(g:Thing) | g.id] AS programmes,
       [(n:Agreement)-[:RENEWS]->(a) |
         [n.id, toString(coalesce(n.signedOn_from, n.event_from)), toString(coalesce(n.signedOn_to, n.event_from))]] AS renewed,
       [(a)-[:RENEWS]->(n:Thing) | n.id] AS renews,
       [(a)-[:FRAMEWORK]->(n:Thing) | n.id] AS framework,
       sides, a.fictional AS fictional
ORDER BY id

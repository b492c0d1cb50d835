/*
about = { zh = "集团的成员国与国家继承，各有日期", en = "Members of blocs and successions of states, each dated" }
[columns.id]
[columns.whole]
[columns.part]
[columns.begin_earliest]
[columns.begin_latest]
[columns.end_earliest]
[columns.end_latest]
*/
MATCH (m:RegionMembership)-[:REGION]->(r:Thing), (m)-[:COUNTRY]->(c:Thing)
RETURN m.id AS id, r.id AS whole, c.id AS part,
       toString(m.startDate_from) AS begin_earliest, toString(m.startDate_to) AS begin_latest,
       toString(m.endDate_from) AS end_earliest, toString(m.endDate_to) AS end_latest
UNION
MATCH (s:StateSuccession)-[:PREDECESSOR]->(p:Thing), (s)-[:SUCCESSOR]->(q:Thing)
RETURN s.id AS id, p.id AS whole, q.id AS part,
       toString(s.date_from) AS begin_earliest, toString(s.date_to) AS begin_latest,
       null AS end_earliest, null AS end_latest

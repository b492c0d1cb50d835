/*
about = { zh = "各来源的覆盖声明", en = "What sources declare to cover" }
[columns.kind]
[columns.activity]
[columns.complete]
[columns.countries]
[columns.begin]
[columns.end]
[columns.source]
*/
MATCH (c:Coverage)-[:SOURCE]->(s:Source)
WITH c, s, CASE
  WHEN c.aboutClass IN ['Project', 'Participation'] THEN 'project'
  WHEN c.aboutClass IN ['JointLab', 'LabMembership'] THEN 'lab'
  WHEN c.aboutClass = 'ExpertEngagement' THEN 'stay'
  WHEN c.aboutClass = 'JointOutput' THEN 'output'
  WHEN c.aboutClass IN ['Agreement', 'Party'] THEN 'agreement' END AS kind
WHERE kind IS NOT NULL
RETURN kind, kind <> 'agreement' AS activity, coalesce(c.complete, false) AS complete, coalesce(c.country, []) AS countries,
       toString(c.startDate_from) AS begin, toString(coalesce(c.endDate_to, s.retrieved_to)) AS end, s.id AS source
ORDER BY kind, begin, end, countries, source

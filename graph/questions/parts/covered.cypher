/*
about = { zh = "来源声明完整覆盖的国家与年份：活动，或协议", en = "Countries and years for which a source declares itself complete, by kind of event" }
[columns.kind]
[columns.activity]
[columns.countries]
[columns.begin]
[columns.end]
*/
MATCH (c:Coverage)-[:SOURCE]->(s:Source)
WHERE c.complete
WITH c, s, CASE
  WHEN c.aboutClass IN ['Project', 'Participation'] THEN 'project'
  WHEN c.aboutClass IN ['JointLab', 'LabMembership'] THEN 'lab'
  WHEN c.aboutClass = 'ExpertEngagement' THEN 'stay'
  WHEN c.aboutClass IN ['Agreement', 'Party'] THEN 'agreement' END AS kind
WHERE kind IS NOT NULL
RETURN kind, kind <> 'agreement' AS activity, coalesce(c.country, []) AS countries,
       toString(c.startDate_from) AS begin, toString(coalesce(c.endDate_to, s.retrieved_to)) AS end
ORDER BY kind, begin, end, countries

/*
about = { zh = "来源声明完整覆盖活动的国家与年份", en = "Countries and years for which a source declares its activities complete" }
[columns.countries]
[columns.begin]
[columns.end]
*/
MATCH (c:Coverage)-[:SOURCE]->(s:Source)
WHERE c.complete AND c.aboutClass IN ['Project', 'Participation', 'JointLab', 'LabMembership', 'ExpertEngagement']
RETURN coalesce(c.country, []) AS countries, toString(c.startDate_from) AS begin,
       toString(coalesce(c.endDate_to, s.retrieved_to)) AS end
ORDER BY begin, end, countries

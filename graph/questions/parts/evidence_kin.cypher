/*
about = { zh = "机构的合并、更名与承继，各有日期", en = "Mergers, renamings and successions of institutions, each dated" }
returns = ["thing", "of", "from", "dates"]
*/
MATCH (r:OrganisationRelation {relationKind: 'successor'})-[:FROM_ORGANISATION]->(a:Thing), (r)-[:TO_ORGANISATION]->(b:Thing)
RETURN r.id AS thing, b.id AS of, a.id AS from,
       [toString(r.startDate_from), toString(r.startDate_to), null, null] AS dates
ORDER BY of, from, thing

/*
about = { zh = "某人的任职、往来与申报，各与哪个组织", en = "What links a person to organisations: affiliations, stays, what they declare" }
returns = ["kind", "thing", "organisation"]
[params.person]
type = "internal"
[params.organisations]
type = "internal"
[params.as_of]
type = "internal"
[params.years]
type = "internal"
*/
CALL () {
  MATCH (t:Affiliation)-[:PERSON]->(:Thing {id: $person}), (t)-[:ORGANISATION]->(o:Thing)
  WHERE (t.startDate_from IS NULL OR t.startDate_from <= $as_of)
    AND (t.endDate_to IS NULL OR t.endDate_to >= date($as_of) - duration('P' + toString($years) + 'Y'))
  RETURN 'affiliation' AS kind, t.id AS thing, o.id AS organisation
  UNION
  MATCH (t:ExpertEngagement)-[:PERSON]->(:Thing {id: $person}), (t)-[:HOST|HOME_INSTITUTION]->(o:Thing)
  WHERE (t.startDate_from IS NULL OR t.startDate_from <= $as_of)
    AND (t.endDate_to IS NULL OR t.endDate_to >= date($as_of) - duration('P' + toString($years) + 'Y'))
  RETURN 'engagement' AS kind, t.id AS thing, o.id AS organisation
  UNION
  UNWIND $organisations AS id
  MATCH (o:Thing {id: id})
  RETURN 'declared' AS kind, o.id AS thing, o.id AS organisation
}
RETURN kind, thing, organisation
ORDER BY kind, thing, organisation

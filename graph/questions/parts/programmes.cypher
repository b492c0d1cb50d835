/*
about = { zh = "各计划及其各级下属计划，以及图中全部计划的编号", en = "Programmes and all that is part of them, and the ids of all programmes in the graph" }
[params.roots]
type = "internal"
[columns.below]
[columns.all]
*/
CALL () {
  UNWIND $roots AS root
  MATCH (p:Thing)-[:PART_OF*0..12]->(:Thing {id: root})
  WITH root, collect(DISTINCT p.id) AS parts
  RETURN collect([root, parts]) AS below
}
CALL () { MATCH (p:Thing) WHERE p.id STARTS WITH 'prog-' RETURN collect(p.id) AS all }
RETURN below, all

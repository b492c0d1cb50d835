/*
title = { zh = "搜索", en = "Search" }
question = { zh = "键入的文字或编号指的是哪些事物？", en = "Which things are meant by what somebody typed: a name, the beginning of one, a short form, an identifier?" }
path = "/search"
answer = "search"
hub = { zh = "只数指向所列事物的关系，不展开", en = "Relationships to the things listed are counted, none is opened" }
returns = ["kind", "count", "looked", "last", "edge", "found"]

[params.text]
type = "text"
about = { zh = "中文或英文名称、其开头、简称、缩写或编号", en = "A name in Chinese or English, its beginning, a short form, or an id (ours, ROR, PIC, grant number, DOI, ORCID …)" }

[params.kind]
type = "choice"
many = true
options = ["institution", "agreement", "lab", "project", "person", "programme", "field", "place", "other"]
default = []
about = { zh = "只找这些种类；空为全部", en = "Only these kinds of things; empty = all" }

[params.limit]
type = "integer"
minimum = 1
maximum = 500
default = 10
each = "kind"
about = { zh = "每类最多显示几行；meta.kinds 写明各类找到多少", en = "Lines to show of each kind; meta.kinds says how many each has" }

[params.queries]
type = "internal"
[params.deep]
type = "internal"

[columns.kind]
about = { zh = "种类", en = "Kind of thing" }
[columns.id]
about = { zh = "编号", en = "Id" }
[columns.label]
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
about = { zh = "英文名称", en = "Name in English" }
[columns.type]
about = { zh = "类别", en = "Class" }
[columns.country]
about = { zh = "国家", en = "Country" }
[columns.fictional]
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.match]
about = { zh = "匹配的理由：方式、所匹配的名称及其语言、经过的归一", en = "Reason of the match: the way, which name in which language matched, what had to be made alike" }
[columns.referred]
about = { zh = "有多少关系指向它（同等匹配者的先后以此为准，其次为编号）", en = "How many relationships lead to it; orders equal matches, before the id does" }
*/
// One query of the index for all kinds, or, where that does not reach all that match, one for each kind, so that no kind
// crowds out another. The index yields the best first; those that are as good as the last line shown are all looked at, so
// that what it yields first among equals does not matter.
UNWIND $queries AS wanted
CALL (wanted) {
  CALL db.index.fulltext.queryNodes('found', wanted['query'], {limit: $deep}) YIELD node, score
  RETURN collect([node, score]) AS pairs
}
WITH wanted, pairs, size(pairs) AS looked, pairs[-1][1] AS last
UNWIND pairs AS pair
WITH wanted['rest'] AS rest, wanted['kinds'] AS kinds, looked, last, pair, labels(pair[0]) AS own
WITH looked, last, pair,
     coalesce(head([one IN kinds WHERE any(name IN own WHERE name IN one['classes']) | one['kind']]), rest) AS kind
WITH looked, last, kind, collect(pair) AS pairs
WITH looked, last, kind, pairs, size(pairs) AS count, coalesce(pairs[$limit - 1][1], 0) AS edge
RETURN kind, count, looked, last, edge, COLLECT {
  UNWIND pairs AS pair
  WITH pair[0] AS t, pair[1] AS score
  WHERE score >= edge
  WITH t, score, COUNT { (t)<--() } AS referred
  ORDER BY score DESC, referred DESC, t.id
  LIMIT $limit
  RETURN {id: t.id, label: t.label, name_zh: t.label_zh, name_en: t.label_en, labels: labels(t), country: t.country,
          fictional: coalesce(t.fictional, false), named: t.named, terms: [one IN t.terms WHERE one STARTS WITH 'I'],
          referred: referred}
} AS found

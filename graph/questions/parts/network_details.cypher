/*
about = { zh = "若干事件的名称、日期，及其与所给成员的联系", en = "Names and dates of given events, and what ties given members to each" }
returns = ["told"]
hub = { zh = "事件与成员均已给定，只核对各事件的联系", en = "Events and members are given: only the ties of each event are looked through" }
[params.wanted]
type = "internal"
[params.as_of]
type = "internal"
*/
UNWIND $wanted AS one
MATCH (e:Thing {id: one[0]})
RETURN collect([
  e.id, e.label, e.label_zh, e.label_en, e.event_kind, coalesce(e.event_activity, false), e.event_size,
  [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)],
  [(e)<-[t:TIE]-(m:Thing) WHERE m.id IN one[1] AND (t.via_from IS NULL OR t.via_from <= $as_of) | [m.id, t.via, t.role,
    [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)]]]
]) AS told

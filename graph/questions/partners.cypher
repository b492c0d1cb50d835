/*
title = { zh = "国外伙伴", en = "Foreign partners" }
question = { zh = "一家机构有哪些国外伙伴？渠道多稳定？", en = "Which foreign partners does an institution have, and how stable are the channels?" }
path = "/institutions/{institution}/partners"
answer = "partners"
hub = { zh = "每个事件一行，成员以列表返回；代价为该机构各事件的参与数", en = "One row an event, its members as one list: the cost is the participations of its events, and no pair is built in the database" }
returns = ["event", "activity", "size", "dates", "members", "seatless", "own", "timed"]
evidence = ["records"]
first = ["partner", "label", "country", "i1", "i2", "open_ends", "years"]

[params.institution]
type = "id"
of = ["Organisation"]
about = { zh = "机构编号", en = "Id of the institution" }

[params.as_of]
type = "date"
about = { zh = "截至哪一天所知的事实", en = "The day whose knowledge is asked for; later facts are hidden" }

[params.home]
type = "countries"
default = ["CN"]
about = { zh = "本方：国家代码或地区编号，可多个", en = "Home: country codes or ids of regions, one or more" }

[params.gap]
type = "integer"
minimum = 0
maximum = 50
default = 1
about = { zh = "连续活动年之间最多可跨越的空白年数（本项目设定）", en = "Years without activity that a chain may bridge (ours)" }

[params.cap]
type = "integer"
minimum = 2
maximum = 10000
default = 10
about = { zh = "小规模事件的成员上限（本项目设定）", en = "Members up to which an event is small (ours)" }

[params.limit]
type = "integer"
minimum = 0
default = 25
about = { zh = "显示几行；0 为全部", en = "How many lines to show; 0 = all" }

[params.weights]
type = "text"
many = true
default = []
pattern = ' *[A-Za-z0-9_]+ *[=:] *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})? *'
about = { zh = "自定的指标权重，如 i1=0.1,i3=2：列出每项贡献，不据此排序；区间取下界", en = "Your own weights of indicators, like i1=0.1,i3=2: every contribution is shown and nothing is ordered by it; of bounds the low one counts" }

[params.side]
type = "internal"

[columns.partner]
type = "id"
about = { zh = "伙伴编号", en = "Id of the partner" }
[columns.label]
type = "text"
about = { zh = "显示名称", en = "Display name" }
[columns.name_zh]
type = "text"
about = { zh = "中文名称", en = "Name in Chinese" }
[columns.name_en]
type = "text"
about = { zh = "英文名称", en = "Name in English" }
[columns.country]
type = "text"
about = { zh = "国家", en = "Country" }
[columns.fictional]
label = { zh = "虚构", en = "Fictional" }
type = "boolean"
about = { zh = "是否虚构", en = "Whether it is fictional" }
[columns.i1]
type = "integer"
about = { zh = "I1 活动年数", en = "I1: active years" }
[columns.i2]
about = { zh = "I2 最长连续期（含未覆盖年份的最坏与最好）", en = "I2: longest run, worst and best over years not covered" }
[columns.i2_small]
label = { zh = "I2（小规模事件）", en = "I2, small events" }
about = { zh = "仅计小规模事件的 I2", en = "I2 over small events only" }
[columns.i3]
type = "number"
about = { zh = "I3 持续性；无覆盖声明时为空", en = "I3: persistence; empty without declared coverage" }
[columns.i4]
type = "number"
about = { zh = "I4 强度", en = "I4: strength" }
[columns.i8]
about = { zh = "I8 协议续签：链长、各结局、续签比例及其界；无协议时为空", en = "I8: renewal of their agreements: longest chain, what became of each, the share renewed with its bounds; empty without agreements" }
[columns.i10]
label = { zh = "I10 种类", en = "I10: kinds" }
about = { zh = "I10 种类与“项目、人才、基地”组合", en = "I10: kinds, and project with people and base" }
[columns.i11]
about = { zh = "I11 在小规模活动中与双方各有独立联系的第三方数", en = "I11: third parties tied to both apart from what all three share, over small events" }
[columns.weighting]
label = { zh = "自定权重", en = "Your weighting" }
about = { zh = "按所给权重之和、各指标的贡献与未知的指标；未给权重时为空", en = "The sum by the weights given, what each indicator gives to it, and those that are not known; empty without weights" }
[columns.years]
type = "integer"
many = true
about = { zh = "已知活动年份", en = "Years known to be active" }
[columns.uncovered]
label = { zh = "未覆盖年份", en = "Years not covered" }
type = "integer"
many = true
about = { zh = "无来源覆盖的年份", en = "Years no source covers" }
[columns.open_ends]
label = { zh = "未载明结束的活动", en = "Activities without stated end" }
type = "integer"
about = { zh = "未载明结束、按持续至截至日计算的活动数：I1、I2、I3 与活动年份取决于此", en = "Activities that state no end and are counted as running up to the day: I1, I2, I3 and the years rest on that" }

[columns.events]
type = "integer"
about = { zh = "事件数", en = "Number of events" }
[columns.undated]
about = { zh = "无日期的事件", en = "Events without dates" }
[columns.records]
type = "id"
many = true
about = { zh = "依据的记录编号", en = "Ids of the records behind it" }
*/
// Who took part for a part of an event only says so in `own` and `timed`: with each other they share that part alone.
MATCH (a:Thing {id: $institution})-[s:TIE]->(e:Thing)
WHERE e.event_from IS NULL OR e.event_from <= $as_of
WITH a, e, collect(CASE WHEN coalesce(s.via_from, s.via_to) IS NULL THEN [] ELSE
  [toString(s.via_from), toString(s.via_from_to), toString(s.via_to_from), toString(s.via_to)] END) AS own
MATCH (m:Organisation)-[t:TIE]->(e)
WHERE m <> a AND (m.country IS NULL OR NOT m.country IN $side)
WITH e, own, m, m.country IS NOT NULL AS seated, t, coalesce(t.via_from, t.via_to) IS NULL AS always
WITH e, own, collect(DISTINCT CASE WHEN seated AND always THEN m.id END) AS members,
     collect(DISTINCT CASE WHEN NOT seated THEN m.id END) AS seatless,
     collect(CASE WHEN seated AND NOT always THEN [m.id,
       [toString(t.via_from), toString(t.via_from_to), toString(t.via_to_from), toString(t.via_to)]] END) AS timed
RETURN e.id AS event, coalesce(e.event_activity, false) AS activity, e.event_size AS size,
       [toString(e.event_from), toString(e.event_from_to), toString(e.event_to_from), toString(e.event_to)] AS dates,
       members, seatless, own, timed

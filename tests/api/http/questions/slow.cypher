/*
title = { zh = "慢", en = "Slow" }
question = { zh = "数到很大？", en = "How long does counting take?" }
path = "/slow"
returns = ["number"]

[columns.number]
type = "integer"
about = { zh = "数", en = "Number" }
*/
UNWIND range(1, 2000000000) AS x
WITH x WHERE x % 7 = 8
RETURN count(x) AS number

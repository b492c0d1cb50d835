/*
about = { zh = "图中现有的数据版本，以及是否正在载入", en = "Which data version the graph holds now, and whether a load is changing it" }
[columns.data_version]
[columns.loading]
*/
OPTIONAL MATCH (m:Meta {id: 'meta'})
RETURN m.data_version AS data_version, coalesce(m.loading, false) AS loading

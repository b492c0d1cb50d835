MATCH (n)
RETURN count(n) AS nodes, sum(COUNT { (n)-->() }) AS relationships

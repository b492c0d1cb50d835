"""Canon files and questions enter; a Neo4j graph and answers with their evidence leave."""

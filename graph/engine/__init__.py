"""A home folder and settings enter; a private Neo4j, run from packages alone, leaves."""

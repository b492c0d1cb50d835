"""Where a server is and who asks: one frozen value."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Address:
    """A Neo4j server: `bolt://`, `neo4j://` or `neo4j+s://`, user, password, database."""

    uri: str
    user: str
    password: str = field(repr=False)  # never in a message or a log
    database: str = "neo4j"

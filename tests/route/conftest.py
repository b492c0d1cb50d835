"""Nothing enters; the fixtures of the fictional world leave."""

from tests.world.fixture import model, world, world_canon, world_graph, world_place

__all__ = ["model", "world", "world_canon", "world_graph", "world_place"]

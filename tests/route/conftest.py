"""Nothing enters; the fixtures of the fictional world leave."""

from tests.world.fixture import model, world, world_canon

__all__ = ["model", "world", "world_canon"]

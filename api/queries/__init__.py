"""A query enters in one of three forms (address, JSON, sentence); the one canonical query leaves, and back again."""

"""Turtle enters; what may be said about cooperation leaves: a model, its constraints, its terms and its reference."""

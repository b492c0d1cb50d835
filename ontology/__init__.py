"""Turtle enters; what may be said about cooperation leaves: a model, its constraints, terms and pages."""

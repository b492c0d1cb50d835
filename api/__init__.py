"""Answers leave here: settings, terminal output, and models derived from the ontology."""

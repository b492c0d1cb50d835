"""Affiliation strings enter; which organisations of the loaded data they name leaves, or why that is not sure."""

"""Organisations as several sources know them enter; which of them are one, related or doubtful leaves, without labels."""

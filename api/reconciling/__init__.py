"""The names of the current data enter; a reconciliation service (API 0.2) leaves, for OpenRefine and its kin."""

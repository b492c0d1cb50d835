"""coopgraph's own spreadsheets: sheets, headers and mapping derived from the ontology; empty templates."""

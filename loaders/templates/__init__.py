"""coopgraph's own spreadsheets: sheets, headers and mapping derived from the ontology, so that a new class is Turtle only."""

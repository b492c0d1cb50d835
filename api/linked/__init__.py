"""Canon, or the graph's answers, enter; linked data leaves: documents, dumps, descriptions, SPARQL."""

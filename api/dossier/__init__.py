"""A candidate, a rule set and what people judged enter; the reviewer's dossier leaves, to print, to edit or to keep."""

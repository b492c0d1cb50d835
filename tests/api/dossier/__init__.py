"""The dossier: what it says, and the files it becomes."""

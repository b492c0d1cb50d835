"""The journal, the workflow and the keys, on real databases and in real processes."""

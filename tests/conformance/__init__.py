"""The published originals of suites and schemas, from a folder outside the repository: `make conformance`."""

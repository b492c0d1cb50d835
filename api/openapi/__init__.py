"""The headers of the questions enter; the description of the HTTP interface (OpenAPI 3.1) leaves."""

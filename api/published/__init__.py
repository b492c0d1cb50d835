"""Requests for linked data enter; documents, dumps, descriptions and answers in RDF leave, over HTTP."""

"""Linked data: records as RDF under `/id/…`, a read-only SPARQL endpoint with its page, dumps of versions, and what describes them."""

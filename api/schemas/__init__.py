"""The published JSON Schemas and the JSON-LD context, for everybody."""

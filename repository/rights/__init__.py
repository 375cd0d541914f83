"""Statements and decisions on the catalogue's side: counted, and brought to the records."""

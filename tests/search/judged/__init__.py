"""Queries with the records that should be found, made from the recorded corpus."""

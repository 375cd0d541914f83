"""Subjects with labels in many languages, so that a query finds records in other languages."""

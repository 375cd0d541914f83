"""Licences as values: what each permits, requires and prohibits. Placeholder seam, see normalization."""

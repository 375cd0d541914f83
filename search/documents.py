"""Placeholder: resource -> search document."""

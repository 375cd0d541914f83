"""Vocabularies imported from SKOS, and the labels of all vocabularies together."""

"""Feeds of any search: RSS 2.0, Atom and JSON Feed, each from the same entries."""

"""Saved searches: kept with as little of a person as possible, and told by mail."""

"""Tests of the canonical record and its vocabularies."""

"""Wires the rooms together; holds no logic of its own."""

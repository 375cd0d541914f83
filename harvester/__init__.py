"""Data flows in: partners are harvested, understood and stored."""

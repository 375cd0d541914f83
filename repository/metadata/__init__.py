"""The canonical record and its vocabularies. Pure: no Django, no network, no database."""

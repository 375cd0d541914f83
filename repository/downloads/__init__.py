"""How often readers open works from here: counted without keeping anything of the readers."""

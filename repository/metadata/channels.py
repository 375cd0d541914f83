"""Delivery channels: the ways a resource reaches its learners."""

from functools import lru_cache

import msgspec

from repository.metadata.record import DeliveryChannel
from repository.metadata.texts import clean_line
from repository.metadata.vocabulary import fold_term, read_words

_WORDS = read_words("delivery-channels.toml")


@lru_cache(maxsize=2048)
def normalize_channel(stated: str) -> DeliveryChannel | None:
    """Give the delivery channel that a stated value names; None when it names none."""
    value = _WORDS.get(fold_term(clean_line(stated)))
    return None if value is None else msgspec.convert(value, DeliveryChannel)

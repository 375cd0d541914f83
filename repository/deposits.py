"""Records made ready for storing: all that takes time without a database is done here. Pure."""

from collections.abc import Iterable
from hashlib import blake2b
from uuid import UUID

import msgspec

from licensing.statements import statement_key
from repository.metadata.record import EMPTY, ResourceMetadata, to_json


class Deposit(msgspec.Struct, frozen=True, gc=False):
    """One record to store, or the word that the source has deleted it."""

    source_identifier: str
    document: str
    """The canonical record in its JSON form; that of an empty record for a deletion."""
    digest: str
    """BLAKE2b-128 of ``document``: equal digest, equal record, nothing to write."""
    title: str
    license_id: str
    license_class: str
    is_deleted: bool
    license_kind: str
    """What the statements are, as the engine read them; see ``licensing.normalization``."""
    statement_key: UUID
    source_sets: str
    """SetSpecs, separated by spaces."""


def deposit_of(
    source_identifier: str,
    metadata: ResourceMetadata | None,
    *,
    source_sets: Iterable[str] = (),
) -> Deposit:
    """Make a record ready for storing; metadata None means that the source has deleted it."""
    record = EMPTY if metadata is None else metadata
    document = to_json(record)
    return Deposit(
        source_identifier,
        document.decode(),
        blake2b(document, digest_size=16).hexdigest(),
        next((texts[0] for texts in record.titles.values() if texts), ""),
        record.license.id,
        record.license.license_class,
        metadata is None,
        record.license.kind,
        statement_key(record.rights_statements),
        " ".join(source_sets),
    )

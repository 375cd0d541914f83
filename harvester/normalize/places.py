"""Where a resource is, what identifies it, and what it is related to."""

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from harvester.normalize.issues import Reading, issue
from harvester.records import MetadataIssue, SourceMetadata, StatedRelation
from repository.metadata.identifiers import (
    is_file_address,
    is_web_address,
    landing_page,
    normalize_identifier,
    resolver_address,
    web_address,
)
from repository.metadata.media_types import (
    is_size,
    normalize_media_type,
    read_size,
    split_media_type,
)
from repository.metadata.record import Identifier, Relation, ResourceFile
from repository.metadata.relations import relation_kind
from repository.metadata.texts import clean_line

_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})


def read_identifiers(stated: Iterable[str]) -> tuple[Identifier, ...]:
    """Give the identifiers in order, each once, in the form of their scheme."""
    found = dict.fromkeys([normalize_identifier(text) for text in stated])
    return tuple([one for one in found if one is not None])


def read_addresses(
    source: SourceMetadata, identifiers: tuple[Identifier, ...]
) -> Reading[tuple[str, tuple[ResourceFile, ...]]]:
    """Give the landing page and the files.

    Files are what the source lists as such, and addresses that plainly are of files. An address
    listed as a file that is the landing page itself is no file.
    """
    files, issues = _listed_files(source)
    for one in identifiers:
        if is_web_address(one) and is_file_address(one.value):
            files.setdefault(one.value, ResourceFile(url=one.value))
    listed = [Identifier(value=address, scheme="uri") for address in files]
    url = landing_page((*identifiers, *listed))
    if not url:
        issues.append(issue("no-landing-page", "identifiers"))
    elif url in files and not is_file_address(url) and files[url].media_type in _PAGE_TYPES:
        del files[url]
    return Reading((url, _with_stated_format(files, source.media_types)), tuple(issues))


def _listed_files(source: SourceMetadata) -> tuple[dict[str, ResourceFile], list[MetadataIssue]]:
    """Give the files that are stated as such, by address; "type address" in a format is one too."""
    files: dict[str, ResourceFile] = {}
    issues = []
    for file in source.files:
        if address := web_address(file.url):
            media_type = normalize_media_type(file.media_type) if file.media_type else ""
            size = read_size(file.size) if file.size else None
            files.setdefault(
                address, ResourceFile(url=address, media_type=media_type, size_bytes=size)
            )
        elif clean_line(file.url):
            issues.append(issue("bad-address", "files", file.url))
    for stated in source.media_types:
        media_type, place = split_media_type(stated)
        if place and (address := web_address(place)):
            files.setdefault(address, ResourceFile(url=address, media_type=media_type))
    return files, issues


def _with_stated_format(
    files: dict[str, ResourceFile], stated: tuple[str, ...]
) -> tuple[ResourceFile, ...]:
    """Give the files; a lone one has the format and the size that are stated for the resource."""
    if len(files) != 1 or not stated:
        return tuple(files.values())
    (file,) = files.values()
    media_types = {read for text in stated if (read := split_media_type(text)[0])}
    sizes = {size for text in stated if is_size(text) and (size := read_size(text)) is not None}
    return (
        msgspec.structs.replace(
            file,
            media_type=file.media_type or (media_types.pop() if len(media_types) == 1 else ""),
            size_bytes=sizes.pop()
            if file.size_bytes is None and len(sizes) == 1
            else file.size_bytes,
        ),
    )


def read_relations(stated: Iterable[StatedRelation]) -> tuple[Relation, ...]:
    """Give the relations in order, each once; a target that a resolver knows is its address."""
    found = dict.fromkeys([_relation(one) for one in stated])
    return tuple([one for one in found if one is not None])


@lru_cache(maxsize=8192)
def _relation(stated: StatedRelation) -> Relation | None:
    target = _target(stated.target)
    return Relation(kind=relation_kind(stated.kind), target=target) if target else None


def _target(stated: str) -> str:
    identifier = normalize_identifier(stated)
    if identifier is None:
        return ""
    return resolver_address(identifier) or (
        identifier.value if identifier.scheme == "uri" else clean_line(stated)
    )

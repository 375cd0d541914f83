"""The list itself: works of the catalogue, and licences chosen by hand for works from elsewhere."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from licensing.licenses import find_license
from licensing.normalization import normalize

MAX_WORKS = 100
MAX_LICENSES = 30
MAX_STATED_CHARACTERS = 300
KEY = "remix"
"""Of the session."""


class WorkList(msgspec.Struct, frozen=True):
    """Each work and each licence once, in the order in which they were added."""

    works: tuple[UUID, ...] = ()
    licenses: tuple[str, ...] = ()
    """Canonical ids."""

    def __len__(self) -> int:
        return len(self.works) + len(self.licenses)

    @property
    def query(self) -> str:
        """The list as the query of an address, so that it can be passed on."""
        works = [("work", str(work)) for work in self.works]
        return urlencode([*works, *(("license", each) for each in self.licenses)])

    def with_works(self, works: Iterable[UUID]) -> "WorkList":
        """Add works, as far as there is room."""
        return worklist([*self.works, *works], self.licenses)

    def with_license(self, license_id: str) -> "WorkList":
        """Add a licence, as far as there is room."""
        return worklist(self.works, [*self.licenses, license_id])

    def without(self, stated: str) -> "WorkList":
        """Take a work or a licence out by its id."""
        return WorkList(
            tuple(work for work in self.works if str(work) != stated),
            tuple(each for each in self.licenses if each != stated),
        )


def worklist(works: Iterable[UUID], licenses: Iterable[str]) -> WorkList:
    """Make a list, each entry once and not more than there is room for."""
    return WorkList(
        tuple(dict.fromkeys(works))[:MAX_WORKS],
        tuple(dict.fromkeys(each for each in licenses if find_license(each)))[:MAX_LICENSES],
    )


def kept_list(session: SessionBase) -> WorkList:
    """Give the list of a session; one that cannot be read is empty."""
    try:
        return msgspec.convert(session.get(KEY, {}), WorkList)
    except msgspec.ValidationError:
        return WorkList()


def keep_list(session: SessionBase, kept: WorkList) -> None:
    """Keep a list in a session; an empty one leaves nothing there."""
    if len(kept):
        session[KEY] = msgspec.to_builtins(kept)
    else:
        session.pop(KEY, None)


def stated_list(parameters: QueryDict) -> WorkList | None:
    """Give the list that an address states; None when it states none. What is no id is left out."""
    if not {"work", "license"} & parameters.keys():
        return None
    works, licenses = parameters.getlist("work"), parameters.getlist("license")
    return worklist(read_ids(works), filter(None, map(read_license, licenses[:MAX_LICENSES])))


def read_ids(stated: Sequence[str]) -> list[UUID]:
    """Give the ids among texts, at most as many as a list has room for."""
    found = []
    for text in stated[:MAX_WORKS]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def read_license(stated: str) -> str:
    """Give the canonical id for an id, a name or an address of a licence; empty when it is none."""
    text = stated.strip()[:MAX_STATED_CHARACTERS]
    if find_license(text):
        return text
    found = normalize(text).id
    return found if find_license(found) else ""

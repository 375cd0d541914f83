"""How tantivy came to the score of a record."""

import json
import re
from functools import cache
from math import isclose
from typing import Any

from tantivy import Query

from search.backends.explaining import TOLERANCE, Share, together
from search.backends.preparing import EXACT_FIELD, STEMS_FIELDS, TEXT_FIELDS
from search.backends.ranking import CONCEPT_FIELD
from search.backends.tantivy.answering import combined, find_clauses, with_readers
from search.backends.tantivy.mapping import SCHEMA
from search.backends.tantivy.querying import Snapshot
from search.queries import SearchQuery
from search.query_text import parse_query

_FIELD = re.compile(r"field=(\d+)")
_TERM = re.compile(r'field=(\d+), .*?"(.*)"\)', re.DOTALL)


def explain(snapshot: Snapshot, query: SearchQuery, resource_id: str) -> Share | None:
    """Tell how the score of a record is made up; see ``SearchBackend``."""
    parsed = parse_query(
        query.text, reader_languages=query.reader_languages, concepts=query.concepts
    )
    clauses, _ = find_clauses(snapshot, query, parsed)
    wanted = with_readers(combined(clauses, query.filters), query.reader_languages)
    named = Query.term_query(SCHEMA, "id", resource_id, "basic")
    for _, address in snapshot.searcher.search(named, 1).hits:
        try:
            said = wanted.explain(snapshot.searcher, address).to_json()
        except ValueError:  # it does not match
            return None
        return share_of(json.loads(said), favored=dict(query.favored).get(resource_id, 0.0))
    return None


def share_of(said: dict[str, Any], *, favored: float) -> Share:
    """Read one step of what the engine says, which of fixed scores tells the number only."""
    score, step = float(said["value"]), str(said["description"])
    if step.startswith("TermQuery"):
        field, text = term_of(said.get("context") or [])
        return Share(score=score, kind="word", field=field, text=text)
    if step.startswith("Phrase"):
        return Share(score=score, kind="phrase")
    if step.startswith("Const"):
        is_favored = isclose(score, favored, rel_tol=TOLERANCE)
        return Share(score=score, kind="fixed", field="id" if is_favored else "language")
    details = said.get("details") or []
    if not details:
        return Share(score=score, kind="other", text=step)
    return together(score, [share_of(detail, favored=favored) for detail in details])


def term_of(context: list[str]) -> tuple[str, str]:
    """Give field and text of a term."""
    found = _TERM.search(" ".join(context))
    return (field_names().get(found[1], ""), found[2]) if found else ("", "")


@cache
def field_names() -> dict[str, str]:
    """Give the names of the fields that are searched, by the numbers that the engine says."""
    names = (*TEXT_FIELDS, *STEMS_FIELDS.values(), EXACT_FIELD, CONCEPT_FIELD)
    found = {name: _FIELD.search(repr(Query.term_query(SCHEMA, name, "x"))) for name in names}
    return {number[1]: name for name, number in found.items() if number}

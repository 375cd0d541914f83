"""How a cluster came to the score of a record."""

import re
from typing import Any
from urllib.parse import quote

from elasticsearch.dsl.query import Bool, Query

from search.backends.elasticsearch.answering import ask, matched_anywhere, matching_all
from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused
from search.backends.elasticsearch.querying import Clauses, all_of, with_readers, words_of
from search.backends.elasticsearch.statistics import find_statistics
from search.backends.explaining import Share, together
from search.backends.ranking import relaxations
from search.queries import SearchQuery
from search.query_text import parse_query

_WEIGHT = re.compile(r"weight\((\w+):(.*) in \d+\)", re.DOTALL)
_FIXED = re.compile(r"ConstantScore\((\w+):(.*)\)", re.DOTALL)


def explain(
    connection: Connection, alias: str, query: SearchQuery, resource_id: str
) -> Share | None:
    """Tell how the score of a record is made up; see ``SearchBackend``."""
    parsed = parse_query(
        query.text, reader_languages=query.reader_languages, concepts=query.concepts
    )
    clauses = Clauses(find_statistics(connection, alias, words_of(parsed)))
    matching = matching_all(query, parsed, clauses)
    if parsed.required_count > 1 and not exists(connection, alias, matching):
        for fewer, needed in relaxations(parsed):
            matching = clauses.text(fewer, needed=needed, favored=query.favored)
            if exists(connection, alias, matching):
                break
    wanted = with_readers(matching, query.reader_languages)
    filtered = Bool(must=[wanted], filter=[all_of(query.filters)])
    path = f"/{alias}/_explain/{quote(resource_id, safe='')}"
    try:
        said = connection.send("POST", path, body={"query": filtered.to_dict()})
    except Refused as refused:
        if refused.status == NO_SUCH:
            return None
        raise
    return share_of(said["explanation"]) if said["matched"] else None


def exists(connection: Connection, alias: str, matching: Query) -> bool:
    """Tell whether any document matches."""
    return matched_anywhere(
        ask(connection, alias, {"query": matching.to_dict(), "size": 0, "track_total_hits": True})
    )


def share_of(said: dict[str, Any]) -> Share:
    """Read one step of what the engine says."""
    score, step = float(said["value"]), str(said["description"])
    if weight := _WEIGHT.match(step):
        field, text = weight.groups()
        if text.startswith('"'):
            return Share(score=score, kind="phrase", field=field, text=text.strip('"'))
        return Share(score=score, kind="word", field=field, text=text)
    if fixed := _FIXED.match(step):
        return Share(score=score, kind="fixed", field=fixed[1], text=fixed[2])
    if not said.get("details"):
        return Share(score=score, kind="other", text=step)
    parts = [share_of(detail) for detail in said["details"]]
    return together(score, parts, is_best=step.startswith("max"))

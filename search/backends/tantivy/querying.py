"""Parsed query -> tantivy query -> page, against one state of the index."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import tantivy
from tantivy import Occur, Order, Query

from repository.metadata.languages import facet_language
from search.analysis import GROUPS, AnalyzedWord
from search.backends.tantivy.mapping import (
    SCHEMA,
    STEMMED_FIELDS,
    stem,
)
from search.errors import PageTooDeep
from search.queries import (
    FACETS,
    MAX_BUCKETS,
    MAX_HITS,
    Bucket,
    Facet,
    Hit,
    SearchPage,
    SearchQuery,
)
from search.query_text import ParsedQuery, Phrase, parse_query

BOOSTS = {"title": 4.0, "keywords": 2.0, "names": 1.5, "text": 1.0}
STEM_BOOST = 0.8
"""Another form of the word counts less than the word itself."""
EXACT_BOOST = 0.5
"""Added where the spelling agrees too."""
OTHERS_SHARE = 0.1
"""Of the score of further fields that match, beside the best one."""
READER_BOOST = 1.0
"""Added for the reader's first language, less for the next ones: about a tenth of a good match."""
SEGMENT_BUCKETS = 65_000
"""Values looked at in each part of the index: more than any facet has, so that counts are exact."""
STEMMERS = {group.name: group.stemmer for group in GROUPS}


class Snapshot:
    """One state of the index, with what has been asked of it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.count: int = searcher.num_docs
        self.weight = lru_cache(maxsize=None)(self._weight)

    def _weight(self, field: str) -> float:
        """Give the factor that makes scores of a rarely filled field comparable with the others'.

        BM25 compares a text's length with the average; tantivy takes the average over all
        documents, also those without the field, so a German title among many others would seem
        endlessly long. The factor brings a word in a text of average length back to what it would
        score if all documents had the field (k1 = 1.2, b = 0.75).
        """
        filled = self.searcher.doc_freq("filled", field)
        return (1.3 + 0.9 * max(self.count, 1) / filled) / 2.2 if filled else 1.0

    def term(self, field: str, text: str, boost: float) -> Query | None:
        """Give the query for one word in one field; None where no document has it."""
        if not self.searcher.doc_freq(field, text):
            return None
        query = Query.term_query(SCHEMA, field, text, "freq")
        return Query.boost_query(query, boost * self.weight(field))

    def word(self, word: AnalyzedWord) -> Query:
        """Give the query for one word in all fields and forms; the best one counts most."""
        found: Iterable[Query | None]
        if word.form != "words":
            found = [
                self.term(f"{field}_{word.form}", word.folded, boost)
                for field, boost in BOOSTS.items()
            ]
        else:
            stems = {
                (group, stem(STEMMERS[group], form))
                for group, word_forms in word.stems
                for form in word_forms
            }
            found = [self.term(field, word.folded, boost) for field, boost in BOOSTS.items()]
            found += [
                self.term(f"{field}_{group}", stemmed, BOOSTS[field] * STEM_BOOST)
                for group, stemmed in sorted(stems)
                for field in STEMMED_FIELDS
            ]
        matches = [query for query in found if query is not None]
        if not matches:
            return Query.empty_query()
        best = Query.disjunction_max_query(matches, OTHERS_SHARE)
        exact = self.term("exact", word.exact, EXACT_BOOST) if word.exact else None
        if exact is None:
            return best
        return Query.boolean_query([(Occur.Must, best), (Occur.Should, exact)])

    def phrase(self, phrase: Phrase) -> Query:
        """Give the query for words beside each other in one field."""
        if len(phrase) == 1:
            return self.word(phrase[0])
        return Query.disjunction_max_query(
            [
                Query.boost_query(in_field(field, phrase), boost * self.weight(field))
                for field, boost in BOOSTS.items()
            ],
            OTHERS_SHARE,
        )

    def text(self, parsed: ParsedQuery, *, needed: int) -> list[tuple[Occur, Query]]:
        """Give the clauses for the text of a query, ``needed`` of its words being enough."""
        clauses = [(Occur.Must, self.phrase(phrase)) for phrase in parsed.phrases]
        words = [self.word(word) for word in parsed.required]
        if needed >= len(words):
            clauses += [(Occur.Must, word) for word in words]
        else:
            choice = [(Occur.Should, word) for word in words]
            clauses.append(
                (Occur.Must, Query.boolean_query(choice, minimum_number_should_match=needed))
            )
        clauses += [(Occur.Should, self.word(word)) for word in parsed.optional]
        clauses += [(Occur.MustNot, self.phrase(phrase)) for phrase in parsed.excluded]
        return clauses


def in_field(field: str, phrase: Phrase) -> Query:
    """Give the query for a phrase in one field: each stretch of words or of pairs in its order."""
    return Query.boolean_query(
        [(Occur.Must, stretch(field, list(words))) for words in stretches(phrase)]
    )


def stretches(phrase: Phrase) -> list[list[AnalyzedWord]]:
    """Cut a phrase where the script changes, and between runs of an unspaced script."""
    cut: list[list[AnalyzedWord]] = []
    for word in phrase:
        before = cut[-1][-1] if cut else None
        if (
            before is not None
            and before.form == word.form != "characters"
            and (word.form == "words" or overlap(before.folded, word.folded))
        ):
            cut[-1].append(word)
        else:
            cut.append([word])
    return cut


def overlap(pair: str, following: str) -> bool:
    """Tell whether the second character of one pair is the first one of the next."""
    return any(pair.endswith(following[:length]) for length in range(1, len(following)))


def stretch(field: str, words: Sequence[AnalyzedWord]) -> Query:
    """Give the query for words beside each other in one field and form."""
    name = field if words[0].form == "words" else f"{field}_{words[0].form}"
    texts: list[str | tuple[int, str]] = [word.folded for word in words]
    if len(texts) == 1:
        return Query.term_query(SCHEMA, name, texts[0], "freq")
    return Query.phrase_query(SCHEMA, name, texts)


def answer(snapshot: Snapshot, query: SearchQuery) -> SearchPage:
    """Run a query.

    Raises:
        PageTooDeep: The page lies behind the first ``MAX_HITS`` hits.
    """
    limit = query.page_size
    offset = (query.page - 1) * limit
    if offset + limit > MAX_HITS:
        raise PageTooDeep(f"only the first {MAX_HITS} hits can be paged through: narrow the search")
    parsed = parse_query(query.text, reader_languages=query.reader_languages)
    text, is_relaxed = matching(snapshot, query, parsed)
    narrowed = combined(text, query.filters)
    ordered = with_readers(narrowed, query.reader_languages) if query.text.strip() else narrowed
    if query.sort == "title":
        found = snapshot.searcher.search(
            narrowed, limit, order_by_field="title_key", offset=offset, order=Order.Asc
        )
    elif query.sort == "newest" or parsed.is_empty:
        found = snapshot.searcher.search(narrowed, limit, order_by_field="recency", offset=offset)
    else:
        found = snapshot.searcher.search(ordered, limit, offset=offset)
    return SearchPage(
        count=found.count,
        hits=tuple(
            Hit(
                resource_id=snapshot.searcher.doc(address)["id"][0],
                score=key if isinstance(key, float) else 0.0,
            )
            for key, address in found.hits
        ),
        facets=count_facets(snapshot, text, query.filters),
        is_relaxed=is_relaxed,
    )


def matching(
    snapshot: Snapshot, query: SearchQuery, parsed: ParsedQuery
) -> tuple[list[tuple[Occur, Query]], bool]:
    """Give the clauses of the text: all words, or most of them where no record has all."""
    if not query.text.strip():
        return [(Occur.Must, Query.all_query())], False
    if parsed.is_empty:
        return [(Occur.Must, Query.empty_query())], False
    words = len(parsed.required)
    clauses = snapshot.text(parsed, needed=words)
    if words > 1 and not exists(snapshot, clauses):
        relaxed = snapshot.text(parsed, needed=words - max(1, words // 3))
        if exists(snapshot, relaxed):
            return relaxed, True
    return clauses, False


def exists(snapshot: Snapshot, clauses: Sequence[tuple[Occur, Query]]) -> bool:
    """Tell whether any document matches."""
    return bool(snapshot.searcher.search(combined(clauses, ()), 1, count=False).hits)


def combined(
    clauses: Sequence[tuple[Occur, Query]], filters: Iterable[tuple[str, tuple[str, ...]]]
) -> Query:
    """Give one query of the text's clauses and the chosen values."""
    chosen = [
        (Occur.Must, Query.const_score_query(Query.term_set_query(SCHEMA, facet, values), 0))
        for facet, values in filters
        if values
    ]
    if not any(occur is Occur.Must for occur, _ in clauses):
        chosen.append((Occur.Must, Query.all_query()))
    return Query.boolean_query([*clauses, *chosen])


def with_readers(query: Query, languages: Sequence[str]) -> Query:
    """Let records in the reader's languages rank higher, the first language most."""
    tags = list(dict.fromkeys(facet_language(tag) for tag in languages))
    favored = [
        (
            Occur.Should,
            Query.const_score_query(
                Query.term_query(SCHEMA, "language", tag, "basic"), READER_BOOST / (place + 1)
            ),
        )
        for place, tag in enumerate(tags)
    ]
    return Query.boolean_query([(Occur.Must, query), *favored]) if favored else query


def count_facets(
    snapshot: Snapshot,
    text: Sequence[tuple[Occur, Query]],
    filters: Sequence[tuple[str, tuple[str, ...]]],
) -> tuple[Facet, ...]:
    """Count the values of every facet under the choices made in the other ones."""
    chosen = {facet: values for facet, values in filters if values}
    free = [facet for facet in FACETS if facet not in chosen]
    counts = aggregate(snapshot, combined(text, filters), free)
    for facet in chosen:
        others = [(name, values) for name, values in filters if name != facet]
        counts |= aggregate(snapshot, combined(text, others), [facet])
    return tuple(
        Facet(name=facet, buckets=buckets(counts[facet], chosen.get(facet, ()))) for facet in FACETS
    )


def aggregate(snapshot: Snapshot, query: Query, facets: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the values of some facets over the documents that match."""
    wanted = {
        facet: {"terms": {"field": facet, "size": SEGMENT_BUCKETS, "segment_size": SEGMENT_BUCKETS}}
        for facet in facets
    }
    if not wanted:
        return {}
    counted = snapshot.searcher.aggregate(query, wanted)
    return {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet]["buckets"]}
        for facet in wanted
    }


def buckets(counts: dict[str, int], chosen: Sequence[str]) -> tuple[Bucket, ...]:
    """Give the most frequent values, and all chosen ones, by falling count and then by name."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_BUCKETS]
    shown = dict(ordered) | {value: counts.get(value, 0) for value in chosen}
    return tuple(
        Bucket(value=value, count=count, is_chosen=value in chosen)
        for value, count in sorted(shown.items(), key=lambda pair: (-pair[1], pair[0]))
    )

"""Words and phrases of a query -> queries of the engines' language."""

from collections.abc import Iterator, Sequence

from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Query,
    Terms,
)
from elasticsearch.dsl.query import Term as TermQuery

from repository.metadata.languages import facet_language
from search.analysis import AnalyzedWord
from search.backends.counting import Filters
from search.backends.elasticsearch.statistics import SCALE, WordStatistics
from search.backends.ranking import (
    BOOSTS,
    CONCEPT_BOOST,
    CONCEPT_FIELD,
    OTHERS_SHARE,
    Term,
    rank_word,
    reader_boost,
    stretches,
    texts_of,
)
from search.query_text import NamedWords, ParsedQuery, Phrase


def words_of(parsed: ParsedQuery) -> Iterator[AnalyzedWord]:
    """Yield the words whose statistics a query needs."""
    yield from parsed.required
    for named in parsed.named:
        yield from named.words
    yield from parsed.optional
    for phrase in (*parsed.phrases, *parsed.excluded):
        if len(phrase) == 1:
            yield phrase[0]


class Clauses:
    """Makes queries for the parts of a parsed query."""

    def __init__(self, statistics: WordStatistics) -> None:
        self._statistics = statistics

    def text(
        self, parsed: ParsedQuery, *, needed: int, favored: Sequence[tuple[str, float]] = ()
    ) -> Query:
        """Give the query for the text, ``needed`` of its words being enough.

        The favored records match beside it; exclusions hold for all.
        """
        must = [self.phrase(phrase) for phrase in parsed.phrases]
        words = [self.word(word) for word in parsed.required]
        words += [self.named(named) for named in parsed.named]
        if needed >= len(words):
            must += words
        else:
            must.append(Bool(should=words, minimum_should_match=needed))
        wanted: Query = Bool(
            must=must or [MatchAll(boost=0.0)],
            should=[self.word(word) for word in parsed.optional],
        )
        if favored:
            others = [
                ConstantScore(filter=TermQuery("id", {"value": key}), boost=score)
                for key, score in favored
            ]
            wanted = Bool(should=[wanted, *others], minimum_should_match=1)
        excluded = [self.phrase(phrase) for phrase in parsed.excluded]
        return Bool(must=[wanted], must_not=excluded) if excluded else wanted

    def named(self, named: NamedWords) -> Query:
        """Give the query for words that name concepts: the words, or what they mean."""
        words = Bool(must=[self.word(word) for word in named.words])
        boost = CONCEPT_BOOST * SCALE
        meant = [scored(Term(CONCEPT_FIELD, concept, boost)) for concept in named.concepts]
        return Bool(should=[words, *meant], minimum_should_match=1)

    def word(self, word: AnalyzedWord) -> Query:
        """Give the query for one word in all fields and forms; the best one counts most."""
        ranked = rank_word(word, self._statistics)
        if ranked is None:
            return MatchNone()
        best = DisMax(
            queries=[either(list(map(scored, terms))) for terms in ranked.fields],
            tie_breaker=OTHERS_SHARE,
        )
        if ranked.exact is None:
            return best
        return Bool(must=[best], should=[scored(ranked.exact)])

    def phrase(self, phrase: Phrase) -> Query:
        """Give the query for words beside each other in one field."""
        if len(phrase) == 1:
            return self.word(phrase[0])
        return DisMax(
            queries=[
                Bool(
                    must=[stretch(field, words) for words in stretches(phrase)], boost=boost * SCALE
                )
                for field, boost in BOOSTS.items()
            ],
            tie_breaker=OTHERS_SHARE,
        )


def either(queries: list[Query]) -> Query:
    """Give the query of which the best part counts."""
    return queries[0] if len(queries) == 1 else DisMax(queries=queries)


def scored(term: Term) -> Query:
    """Give the query for one form of a word."""
    return TermQuery(term.field, {"value": term.text, "boost": term.boost})


def stretch(field: str, words: Sequence[AnalyzedWord]) -> Query:
    """Give the query for words beside each other in one field and form."""
    texts = texts_of(words)
    if len(texts) == 1:
        return TermQuery(field, {"value": texts[0]})
    return MatchPhrase(field, {"query": " ".join(texts)})


def filtered(facet: str, values: Sequence[str]) -> Query:
    """Give the query for any of the values of a facet."""
    return Terms(facet, list(values))


def all_of(filters: Filters, *, but: str = "") -> Query:
    """Give the query for the choices in all facets, or in all but one."""
    chosen = [filtered(facet, values) for facet, values in filters if values and facet != but]
    return Bool(filter=chosen) if chosen else MatchAll()


def with_readers(query: Query, languages: Sequence[str]) -> Query:
    """Let records in the reader's languages rank higher, the first language most."""
    tags = list(dict.fromkeys(facet_language(tag) for tag in languages))
    favored = [
        ConstantScore(filter=TermQuery("language", {"value": tag}), boost=reader_boost(place))
        for place, tag in enumerate(tags)
    ]
    return Bool(must=[query], should=favored) if favored else query

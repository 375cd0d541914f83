"""Concepts: the vocabulary of the site, labels found in texts, and vocabularies imported."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.concepts.matching import LabelIndex
from search.concepts.vocabulary import Concept, ancestors, shipped
from search.models import Vocabulary
from search.vocabularies import services
from tests.corpus import corpus_path

UNESCO_LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh", "pt", "hi", "sw")


@pytest.fixture(scope="module")
def labels() -> LabelIndex:
    return LabelIndex(shipped())


def found(labels: LabelIndex, text: str, language: str = "", *hints: str) -> set[str]:
    return {key for match in labels.find(text, language, hints=hints) for key in match.concepts}


class TestTheShippedVocabulary:
    def test_it_has_the_fields_of_isced_and_three_hundred_subjects_or_more(self):
        concepts = shipped().values()
        assert {f"isced-f:{number:02}" for number in range(11)} <= shipped().keys()
        assert sum(not concept.notation for concept in concepts) >= 280
        assert len(concepts) >= 380

    @pytest.mark.parametrize("language", UNESCO_LANGUAGES)
    def test_every_concept_has_a_label_in(self, language):
        lacking = [key for key, concept in shipped().items() if not concept.labels.get(language)]
        assert lacking == []

    def test_every_broader_concept_exists_and_leads_to_a_broad_field(self):
        broad = {key for key, concept in shipped().items() if not concept.broader}
        assert broad == {f"isced-f:{number:02}" for number in range(11)}
        assert all(ancestors(key, shipped())[-1] in broad for key in shipped() if key not in broad)

    def test_no_label_is_empty_or_stands_twice_in_a_language_of_a_concept(self):
        for key, concept in shipped().items():
            for language, several in concept.labels.items():
                assert all(several), (key, language)
                assert len(set(several)) == len(several), (key, language)

    def test_a_concept_is_named_in_the_readers_language_or_in_english(self):
        assert shipped()["fractions"].label(["fr"]) == "Fractions"
        assert shipped()["photosynthesis"].label(["ar"]) == "البناء الضوئي"
        assert shipped()["recycling"].label(["yo"]) == "Recycling"


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "language", "concept"),
        [
            ("Introduction to Photosynthesis", "en", "photosynthesis"),
            ("Usanisinuru katika mimea", "sw", "photosynthesis"),
            ("光合作用的实验", "zh-Hans", "photosynthesis"),
            ("مبرهنة فيثاغورس وتطبيقاتها", "ar", "pythagoras"),
            ("Les fractions et les nombres décimaux", "fr", "fractions"),
            ("Дробями и процентами", "ru", "percentages"),
            ("Las ecuaciones cuadráticas", "es-MX", "quadratic-equations"),
            ("Grundlagen der Dreiecke", "de", "triangles"),
            ("त्रिभुज के मज़ेदार खेल", "hi", "triangles"),
            ("பின்னங்கள் அறிமுகம்", "ta", "fractions"),
            ("کسور", "ur", "fractions"),
        ],
    )
    def test_a_label_is_found_in_a_text_of_its_language(self, labels, text, language, concept):
        assert concept in found(labels, text, language)

    @pytest.mark.parametrize(
        ("text", "language", "concept"),
        [
            ("Mon fils et moi: le son", "en", "sound"),  # French words in a text said to be English
            ("A cell phone", "en", "sound"),
            ("Divisions of the army", "en", "division"),  # the label carries a qualifier
            ("自然", "zh", "isced-f:05"),  # only a part of the label
        ],
    )
    def test_what_is_no_label_is_not_found(self, labels, text, language, concept):
        assert concept not in found(labels, text, language)

    def test_the_longest_label_wins(self, labels):
        assert found(labels, "renewable energy at school", "en") == {"renewable-energy"}
        assert found(labels, "energy", "en") == {"energy"}

    def test_a_query_is_read_in_the_readers_languages_first(self, labels):
        assert found(labels, "sol", "", "es") == {"sun"}
        assert found(labels, "sol", "", "fr") == set()

    def test_without_a_language_short_words_are_left_alone(self, labels):
        assert found(labels, "son") == set()
        assert found(labels, "usanisinuru") == {"photosynthesis"}

    @pytest.mark.parametrize(
        "text", ["", " ", "'", "\u200d", "((", "\x00", "x" * 99_999, "的" * 5000]
    )
    def test_odd_texts_have_no_concepts(self, labels, text):
        assert found(labels, text) == set()

    def test_what_is_above_is_given_once(self, labels):
        above = ("arithmetic", "isced-f:0541", "isced-f:05")
        assert labels.broader(["fractions", "decimals"]) == above

    def test_a_circle_of_broader_concepts_ends(self):
        circle = {"a": Concept(id="a", broader=("b",)), "b": Concept(id="b", broader=("a",))}
        assert ancestors("a", circle) == ["b"]


VOCABULARY = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://example.org/v> a skos:ConceptScheme ; dct:title "Trades"@en .
<https://example.org/v/1> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:prefLabel "Basket weaving"@en , "Vannerie"@fr ; skos:altLabel "Basketry"@en ;
  skos:narrower <https://example.org/v/2> .
<https://example.org/v/2> a skos:Concept ; skos:inScheme <https://example.org/v> ;
  skos:prefLabel "Photosynthesis"@en , "Photosynthèse"@fr , "Fotosynteza"@pl .
"""


@pytest.mark.django_db
class TestImport:
    @pytest.fixture(autouse=True)
    def own_index(self):
        services.forget()
        yield
        services.forget()

    @pytest.fixture
    def file(self, tmp_path) -> Path:
        path = tmp_path / "trades.ttl"
        path.write_text(VOCABULARY, encoding="utf-8")
        return path

    def test_labels_of_an_imported_vocabulary_are_found(self, file):
        vocabulary = services.import_vocabulary(file)
        assert (vocabulary.title, vocabulary.concept_count) == ("Trades", 2)
        index = services.label_index()
        assert found(index, "Basketry for beginners", "en") == {"https://example.org/v/1"}

    def test_a_concept_called_alike_in_two_languages_is_the_shipped_one(self, file):
        services.import_vocabulary(file)
        index = services.label_index()
        assert found(index, "Fotosynteza", "pl") == {"photosynthesis"}
        assert ancestors("https://example.org/v/2", index.concepts) == ["https://example.org/v/1"]

    def test_importing_again_replaces(self, file):
        services.import_vocabulary(file)
        file.write_text(VOCABULARY.replace("Basketry", "Wickerwork"), encoding="utf-8")
        services.import_vocabulary(file)
        assert Vocabulary.objects.count() == 1
        index = services.label_index()
        assert found(index, "Basketry", "en") == set()
        assert found(index, "Wickerwork", "en") == {"https://example.org/v/1"}

    @pytest.mark.parametrize(
        ("name", "text", "why"),
        [
            ("a.ttl", "this is no turtle", "cannot be read as RDF"),
            ("a.rdf", "<!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>", "Nothing was imported"),
            ("a", "\x00\x01", "cannot be read as RDF"),
            ("a.ttl", "<a:b> <a:c> <a:d> .", "holds no skos:Concept"),
            ("a.jsonld", '{"@context": "https://example.org/c.json"}', "nothing is fetched"),
            (
                "a.jsonld",
                '[{"@context": [{}, "https://c.example"]}]',
                "nothing is fetched",
            ),
        ],
    )
    def test_a_file_that_is_no_vocabulary_is_refused(self, tmp_path, name, text, why):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match=why):
            call_command("import_vocabulary", str(path))
        assert Vocabulary.objects.count() == 0

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(CommandError, match="There is no file"):
            call_command("import_vocabulary", str(tmp_path / "none.ttl"))

    def test_the_unesco_thesaurus_is_imported_and_joined_with_the_shipped_concepts(self, capsys):
        path = corpus_path("skos", "javiervzpucp__metadatos-archivo", "unesco-thesaurus.ttl")
        call_command("import_vocabulary", str(path))
        assert "UNESCO Thesaurus: 4" in capsys.readouterr().out
        index = services.label_index()
        assert "isced-f:0541" in found(index, "Математика", "ru")
        assert found(index, "Alfabetización de adultos", "es") != set()
        joined = [key for key in index.same if key.startswith("http://vocabularies.unesco.org")]
        assert len(joined) > 150

"""Fills the database of ``oai_provider``: the catalogue by its own service, then the peer's table.

    DATABASE_URL=... python -m bench.oai_provider_rows 20000

Records are made, not real; of the shape and size of common ones: about 2,000 bytes as Dublin Core,
in several scripts, one in sixty deleted.
"""

import json
import os
import sys
from collections import defaultdict

import django
import psycopg
from lxml import etree

from repository.metadata.record import (
    Contributor,
    DateValue,
    Identifier,
    LicenseFinding,
    Relation,
    ResourceFile,
    ResourceMetadata,
    Subject,
)

PAGE_SIZE = 500
SENTENCES = {
    "en": "A unit for learners who are new to the subject, with worked examples & tasks. ",
    "fr": "Une unité pour les élèves qui découvrent la matière, avec des exercices. ",
    "es": "Una unidad para quienes estudian la materia por primera vez, con ejercicios. ",
    "ar": "وحدة تعليمية للمتعلمين الذين يدرسون المادة لأول مرة مع أمثلة محلولة وتمارين. ",
    "ru": "Раздел для учащихся, впервые изучающих предмет, с примерами и заданиями. ",
    "hi": "पहली बार विषय पढ़ने वाले विद्यार्थियों के लिए उदाहरणों और अभ्यासों के साथ इकाई। ",
    "zh": "面向初学者的学习单元， 配有例题和练习， 可供课堂教学和自学使用。",
    "sw": "Kitengo kwa wanafunzi wanaokutana na somo kwa mara ya kwanza, chenye mazoezi. ",
}
LICENSES = ("by/4.0", "by-sa/4.0", "by-nc/4.0", "by-nc-sa/3.0")
TABLE = """
CREATE TABLE peer (id uuid PRIMARY KEY, identifier text NOT NULL, datestamp timestamptz NOT NULL,
                   is_deleted boolean NOT NULL, sets text[] NOT NULL, fields jsonb NOT NULL);
CREATE INDEX ON peer (datestamp, id);
"""


def metadata_of(number: int) -> ResourceMetadata:
    """Make the canonical record of a number."""
    language, sentence = list(SENTENCES.items())[number % len(SENTENCES)]
    address, year = f"https://partner.example/works/{number}", f"20{number % 25:02}"
    code = LICENSES[number % len(LICENSES)]
    return ResourceMetadata(
        titles={language: (f"{sentence[:40].strip()} {number}",)},
        descriptions={language: (sentence * 7,)},
        keywords={language: tuple(sentence.split()[:3])},
        languages=(language,),
        contributors=(
            Contributor(name=f"Author {number % 977}"),
            Contributor(name=f"Teacher {number % 613}"),
            Contributor(name=f"Editor {number % 89}", role="editor"),
        ),
        publishers=("Partner Press",),
        dates=(DateValue(value=year, precision="year", stated=year),),
        resource_types=("text",),
        types_stated=("Text",),
        subjects=(Subject(label="Education"), Subject(label=f"Topic {number % 300}")),
        url=address,
        files=(ResourceFile(url=f"{address}.pdf", media_type="application/pdf"),),
        identifiers=(Identifier(value=f"10.5555/{number}", scheme="doi"),),
        relations=(Relation(kind="is-part-of", target=f"https://partner.example/{number % 50}"),),
        rights_statements=(f"CC {code.replace('/', ' ').upper()}",),
        license=LicenseFinding(
            id=f"CC-{code.replace('/', '-').upper()}",
            url=f"https://creativecommons.org/licenses/{code}/",
            license_class="open",
            kind="license",
        ),
    )


def fill_catalogue(count: int) -> None:
    """Store the records, a page in one transaction, as a harvest does."""
    from repository.deposits import deposit_of  # noqa: PLC0415
    from repository.models import Provider  # noqa: PLC0415
    from repository.services import store_resources  # noqa: PLC0415

    provider = Provider.objects.create(slug="partner", name="Partner")
    for begin in range(0, count, PAGE_SIZE):
        deposits = [
            deposit_of(
                f"oai:partner.example:{number}", None if number % 60 == 59 else metadata_of(number)
            )
            for number in range(begin, min(begin + PAGE_SIZE, count))
        ]
        store_resources(provider=provider, deposits=deposits)


def fill_peer() -> None:
    """Give the peer the same rows: the elements of each record as we disseminate it."""
    from repository.formats.registry import FORMATS  # noqa: PLC0415
    from repository.models import LearningResource  # noqa: PLC0415
    from repository.oaipmh.identifiers import oai_identifier  # noqa: PLC0415

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(TABLE)
        cursor = connection.cursor()
        with cursor.copy("COPY peer FROM STDIN") as copy:
            for resource in LearningResource.objects.iterator():
                fields = defaultdict(list)
                if not resource.is_withdrawn:
                    page = FORMATS["oai_dc"].render(resource.metadata, page_url="")
                    for element in etree.fromstring(page):
                        fields[etree.QName(element).localname].append(element.text)
                identifier = oai_identifier(resource.id)
                sets = ["source:partner", f"license:{resource.license_class}"]
                row = (resource.id, identifier, resource.datestamp, resource.is_withdrawn, sets)
                copy.write_row((*row, json.dumps(fields)))
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def main() -> None:
    """Fill both."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    fill_catalogue(int(sys.argv[1]))
    fill_peer()


if __name__ == "__main__":
    main()

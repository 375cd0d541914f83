"""What others would use for ``harvest``: one peer, one feed, a JSON line with records and seconds.

    python bench/harvest_peers.py sickle|oaipmh|loop URL --prefix oai_dc [--records 1000]

``sickle`` and ``oaipmh`` merely iterate. ``loop`` is what a Django project usually does: sickle and
``update_or_create``, a record at a time, into the database named by ``DATABASE_URL``.
"""

import argparse
import json
import os
import resource
from collections.abc import Iterator
from itertools import islice
from time import perf_counter
from urllib.parse import urlsplit

FIELDS = ("title", "creator", "subject", "description", "publisher", "date", "type", "format")
FIELDS += ("language", "rights")


def iterate_sickle(url: str, prefix: str) -> Iterator[object]:
    from sickle import Sickle  # noqa: PLC0415 - only this process needs it

    return Sickle(url).ListRecords(metadataPrefix=prefix)


def iterate_oaipmh(url: str, prefix: str) -> Iterator[object]:
    from oaipmh.client import Client  # noqa: PLC0415 - only this process needs it
    from oaipmh.metadata import MetadataRegistry, oai_dc_reader  # noqa: PLC0415

    registry = MetadataRegistry()
    registry.registerReader(prefix, oai_dc_reader)
    return Client(url, registry, force_http_get=True).listRecords(metadataPrefix=prefix)


def store_in_a_loop(url: str, prefix: str) -> Iterator[object]:
    table = table_of_records()
    for record in iterate_sickle(url, prefix):
        stated = {} if record.deleted else record.metadata
        values = {name: "; ".join(filter(None, stated.get(name, ()))) for name in FIELDS}
        yield table.objects.update_or_create(
            identifier=record.header.identifier,
            defaults={**values, "is_deleted": record.deleted, "raw": record.raw},
        )


def table_of_records():
    """Give a new table in the database, as a model of Django."""
    import django  # noqa: PLC0415 - only this process needs it
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection, models  # noqa: PLC0415

    parts = urlsplit(os.environ["DATABASE_URL"])
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": parts.username,
        "HOST": parts.hostname,
        "PORT": parts.port,
    }
    settings.configure(DATABASES={"default": database}, USE_TZ=True)
    django.setup()
    columns = {name: models.TextField(blank=True) for name in (*FIELDS, "raw")}
    columns["identifier"] = models.TextField(unique=True)
    columns["is_deleted"] = models.BooleanField(default=False)
    columns["changed_at"] = models.DateTimeField(auto_now=True)
    meta = type("Meta", (), {"app_label": "peer"})
    table = type("Record", (models.Model,), {**columns, "__module__": __name__, "Meta": meta})
    with connection.schema_editor() as editor:
        editor.create_model(table)
    return table


PEERS = {"sickle": iterate_sickle, "oaipmh": iterate_oaipmh, "loop": store_in_a_loop}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("url")
    parser.add_argument("--prefix", default="oai_dc")
    parser.add_argument("--records", type=int, help="stop after so many")
    options = parser.parse_args()
    records = PEERS[options.peer](options.url, options.prefix)
    begun = perf_counter()
    seen = sum(1 for _ in islice(records, options.records))
    seconds = perf_counter() - begun
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps({"seen": seen, "seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    main()

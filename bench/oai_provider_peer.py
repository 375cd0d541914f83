"""The peer of ``oai_provider``: oaipmh's BatchingServer over PostgreSQL.

A WSGI application; ``DATABASE_URL`` names the database, ``PORT`` the address it is asked at.
"""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import psycopg
from oaipmh import common, metadata, server

PAGE_SIZE = 100
NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA_URL = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
COLUMNS = "identifier, datestamp, is_deleted, sets, fields"


class Repository(common.OAIPMH):
    """What the server asks for; only what a full list needs."""

    def __init__(self) -> None:
        self.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def identify(self):
        return common.Identify(
            repositoryName="Peer",
            baseURL=f"http://127.0.0.1:{os.environ['PORT']}/oai",
            protocolVersion="2.0",
            adminEmails=["admin@example.org"],
            earliestDatestamp=datetime(2020, 1, 1),  # noqa: DTZ001 - oaipmh wants naive times
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
        )

    def listMetadataFormats(self, **_arguments):  # noqa: N802 - a name of oaipmh's interface
        return [("oai_dc", SCHEMA_URL, NAMESPACE)]

    def listRecords(self, cursor=0, batch_size=PAGE_SIZE, **_arguments):  # noqa: N802 - a name of oaipmh's interface
        rows = self.connection.execute(
            f"SELECT {COLUMNS} FROM peer ORDER BY datestamp, id LIMIT %s OFFSET %s",
            (batch_size, cursor),
        )
        return [
            (
                common.Header(
                    None,
                    identifier,
                    datestamp.astimezone(UTC).replace(tzinfo=None),
                    sets,
                    is_deleted,
                ),
                common.Metadata(None, fields),
                None,
            )
            for identifier, datestamp, is_deleted, sets, fields in rows
        ]


registry = metadata.MetadataRegistry()
registry.registerWriter("oai_dc", server.oai_dc_writer)
batching = server.BatchingServer(Repository(), registry, resumption_batch_size=PAGE_SIZE)


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Answer a GET request."""
    document = batching.handleRequest(dict(parse_qsl(environ["QUERY_STRING"])))
    headers = [("Content-Type", "text/xml"), ("Content-Length", str(len(document)))]
    start_response("200 OK", headers)
    return [document]

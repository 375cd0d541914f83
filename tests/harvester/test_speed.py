"""What makes harvests fast stays as it is; how fast they are, ``bench/harvest.py`` measures."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import HarvestedRecord, HarvestRun
from harvester.pipeline import run_harvest
from repository.models import Change, LearningResource
from tests.corpus import tool_path
from tests.fakes.oaipmh_server import OaiServer
from tests.harvester.test_pipeline import fake_records
from tests.services.instance import ROOT

CATALOGUE = (LearningResource, Change, HarvestedRecord)


def rows_as_written() -> dict[str, set[tuple[str, str]]]:
    """Give where each row of the catalogue lies, and by which transaction it was written."""
    rows = {}
    with connection.cursor() as cursor:
        for model in CATALOGUE:
            table = model._meta.db_table
            cursor.execute(f'SELECT ctid::text, xmin::text FROM "{table}"')
            rows[table] = set(cursor.fetchall())
    return rows


@pytest.mark.postgresql
@pytest.mark.django_db
def test_second_harvest_of_what_has_not_changed_writes_no_row_of_the_catalogue(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(45), page_size=10) as server:
        with open_client(server.url, policy_from_settings()) as client:
            endpoint = register_endpoint(client, server.url)
        run_harvest(endpoint)
        before = rows_as_written()

        run = run_harvest(endpoint, is_full=True)

    assert (run.state, run.unchanged_count) == (HarvestRun.State.COMPLETED, 45)
    assert [len(rows) for rows in before.values()] == [45, 45, 45]
    assert rows_as_written() == before


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
def test_measurement_runs_to_its_end(prefix):
    feed = tool_path("oai_feed.py")
    bounds = ["--records", "300", "--rounds", "1", "--prefix", prefix, "--feed", str(feed)]

    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "harvest.py"), *bounds],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "rows of the catalogue written by the second harvest: 0\n" in done.stdout
    assert "times sickle" in done.stdout

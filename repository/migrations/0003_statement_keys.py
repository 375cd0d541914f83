"""Give the records that are here already the keys of their rights statements."""

import json
from itertools import islice

from django.db import migrations

from licensing.statements import statement_key

BATCH = 1_000


def fill(apps, _editor):
    resources = apps.get_model("repository", "LearningResource").objects
    rows = resources.only("id", "metadata_json").order_by().iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            stated = json.loads(row.metadata_json).get("rights_statements", ())
            row.statement_key = statement_key(tuple(stated))
        resources.bulk_update(batch, ["statement_key"])


class Migration(migrations.Migration):
    dependencies = [("repository", "0002_rights")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""The rows of pages are the rows of the catalogue's own lists."""

from datetime import timedelta

import pytest

from repository.oaipmh.rows import Row, Window, find_row
from repository.oaipmh.sets import Selection
from repository.selectors import list_resources
from tests.factories import make_provider, make_resource
from tests.repository.oaipmh.dated import NOON, make_dated

pytestmark = pytest.mark.django_db


def row_of(resource, *, with_metadata: bool = True) -> Row:
    return Row(
        id=resource.id,
        stamp=f"{resource.datestamp:%Y-%m-%d %H:%M:%S}",
        is_withdrawn=resource.is_withdrawn,
        license_class=resource.license_class,
        provider_slug=resource.provider.slug,
        metadata_json=resource.metadata_json if with_metadata else "",
    )


def plain(row: Row) -> Row:
    return row._replace(stamp=row.stamp[:19], is_withdrawn=bool(row.is_withdrawn))


@pytest.mark.parametrize("with_metadata", [False, True])
@pytest.mark.parametrize("minutes", [0, 1])
@pytest.mark.parametrize("slug", ["", "alpha"])
@pytest.mark.parametrize("license_class", ["", "unknown", "open"])
@pytest.mark.parametrize(
    ("since", "until", "after"), [(None, None, None), (2, 5, None), (None, 6, 3), (2, None, 4)]
)
def test_rows_are_those_of_the_catalogue(
    with_metadata, minutes, slug, license_class, since, until, after
):
    alpha = make_provider("alpha")
    resources = make_dated(8, minutes=minutes, provider=alpha)
    make_dated(2, minutes=minutes, provider=make_provider("beta"))
    make_resource(provider=alpha, withdrawn=True)
    position = None if after is None else (resources[after].datestamp, resources[after].id)
    asked = {
        "since": None if since is None else NOON + timedelta(minutes=since),
        "until": None if until is None else NOON + timedelta(minutes=until),
        "after": position,
    }

    window = Window(
        with_metadata=with_metadata,
        selection=Selection(provider=alpha if slug else None, license_class=license_class),
        **asked,
    )

    wanted = list_resources(provider=alpha if slug else None, license_class=license_class, **asked)
    assert [plain(row) for row in window.rows(4)] == [
        row_of(resource, with_metadata=with_metadata) for resource in wanted[:4]
    ]
    if after is None:
        assert window.count() == wanted.count()


def test_row_of_one_resource_knows_its_time():
    [resource] = make_dated(1)

    found = find_row(resource.id)

    assert plain(found) == row_of(resource)
    assert found.datestamp == NOON

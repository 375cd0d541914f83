"""The roles of those who review licences, as groups of accounts."""

from django.apps.registry import Apps, apps

CURATORS = "curators"
SENIOR_CURATORS = "senior curators"
_CURATOR = (
    "view_rightsstatement",
    "add_decision",
    "view_decision",
    "view_licensereport",
    "change_licensereport",
    "view_licenseevidence",
    "change_licenseevidence",
    "view_rightsjob",
)
ALLOWED = {
    CURATORS: _CURATOR,
    SENIOR_CURATORS: (*_CURATOR, "set_default", "import_decisions"),
}
"""What each may do: senior curators also set defaults of sources and import decisions."""


def create_curators(apps: Apps = apps, **_signal: object) -> None:
    """Create the groups where they are missing; one that an administrator has changed stays so.

    Called after every migration, because only then do the permissions exist.
    """
    for name, codenames in ALLOWED.items():
        group, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if not is_new and group.permissions.exists():
            continue
        permissions = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="licensing", codename__in=codenames
        )
        group.permissions.add(*permissions)

"""The role of those who look after the harvests, as a group of accounts."""

from django.apps.registry import Apps, apps

OPERATORS = "operators"
ALLOWED = {
    "endpoint": ("view", "change"),
    "harvestrun": ("view",),
    "recordissue": ("view",),
}
"""What operators may do, by model."""


def create_operators(apps: Apps = apps, **_signal: object) -> None:
    """Create the group where it is missing; one that an administrator has changed stays so.

    Called after every migration, because only then do the permissions exist.
    """
    group, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=OPERATORS)
    if not is_new and group.permissions.exists():
        return
    codenames = [f"{action}_{model}" for model, actions in ALLOWED.items() for action in actions]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="harvester", codename__in=codenames
    )
    group.permissions.add(*permissions)

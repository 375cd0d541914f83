"""What a site needs before it can serve; each step does nothing when it is done already."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.translations import compile_catalogs

FIRST_ADMINISTRATOR = "admin"


def prepare(*, say: Callable[[str], object]) -> None:
    """Do every step that is not done yet, and say what was done."""
    make_folders()
    if migrate():
        say("The database is up to date.")
    compile_catalogs()
    if password := create_first_administrator():
        say(f"First administrator: {FIRST_ADMINISTRATOR}, password: {password} (shown only now)")


def has_open_migrations() -> bool:
    """Tell whether the database lacks tables or columns that the code needs."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def require_current_database() -> None:
    """Refuse to work on a database that the code does not fit.

    Raises:
        CommandError: Says what to do.
    """
    if has_open_migrations():
        raise CommandError(
            "the database is not up to date - run: python manage.py migrate (make run does it)"
        )


def migrate() -> bool:
    """Bring the database up to the code; tell whether there was anything to do."""
    if not has_open_migrations():
        return False
    call_command("migrate", verbosity=0)
    return True


def create_first_administrator() -> str | None:
    """Create the administrator of a site that has none.

    Returns:
        The password, which is known nowhere else; None when there is an administrator.
    """
    accounts = get_user_model().objects
    if accounts.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    accounts.create_superuser(
        username=FIRST_ADMINISTRATOR, email=settings.ADMIN_EMAIL, password=password
    )
    return password


def make_folders() -> None:
    """Make the folders that embedded services expect to find."""
    for folder in (settings.DATA_DIR / "tmp", settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)

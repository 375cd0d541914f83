"""Django settings of the tests: those of the site, with all data in a temporary folder.

Named in ``pyproject.toml``, so a bare ``pytest`` uses them too. ``DATABASE_URL`` chooses the
database as it does for the site; without it the tests run on SQLite, in a file, because several
processes and threads must be able to share it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "COMMONLOOM_TEST_DATA" in os.environ:  # a process that a test started, with the same settings
    DATA_DIR = Path(os.environ["COMMONLOOM_TEST_DATA"])
else:
    DATA_DIR = Path(tempfile.mkdtemp(prefix="commonloom-tests-"))
    os.environ["COMMONLOOM_TEST_DATA"] = str(DATA_DIR)
    atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
os.environ["COMMONLOOM_DATA"] = str(DATA_DIR)
for name in (
    "PORT",
    "SEARCH_URL",
    "CELERY_BROKER_URL",
    "COMMONLOOM_ALLOW_HOSTS",
    "COMMONLOOM_PUBLIC_URL",
):
    os.environ.pop(name, None)  # a developer's own settings must not change what a test sees

from config.settings import *  # noqa: E402, F403 - the environment above has to be in place first
from config.settings import DATABASES, STATIC_ROOT  # noqa: E402 - named, so that type checkers see them

STATIC_ROOT.mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}

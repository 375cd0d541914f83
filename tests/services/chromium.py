"""The distribution's Chromium; the test driver's own browser is never downloaded."""

import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_program() -> str | None:
    """Give the browser's path; None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def version(program: str) -> str:
    """Give the version in words, e.g. ``Chromium 156.0.8078.79``."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return " ".join(answer.stdout.split()[:2])

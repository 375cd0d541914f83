"""``manage.py work``: all due background work, without a broker."""

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.preparation import require_current_database
from harvester.errors import TurnOver
from harvester.evidence.queue import look_at_next
from harvester.follow_up import follow_up_ended_runs
from harvester.mail import send_due_letters
from harvester.models import HarvestRun
from harvester.schedule import queue_due_runs
from harvester.tasks import harvest_next
from repository.tasks import (
    count_rights_statements,
    run_due_rights_jobs,
    sum_up_due_downloads,
)
from search.errors import SearchError
from search.saved.sending import send_due
from search.services import embed_next, index_changes

PAUSE_SECONDS = 1.0


class Command(BaseCommand):
    help = (
        "Do all due background work: harvest what is due, send letters and what is new for saved "
        "searches, bring decisions on licences to the records, bring the search index up to date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due any more")

    def handle(self, *_args: str, once: bool, **_options: Any) -> None:
        require_current_database()
        stopping = threading.Event()

        def stop(_signal: int, _frame: FrameType | None) -> None:
            stopping.set()

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
        follow_up_ended_runs()
        while not stopping.is_set():
            close_old_connections()
            is_idle = not self.work(stopping)
            if once and is_idle:
                return
            if is_idle and not look_at_next(limit=1):
                stopping.wait(PAUSE_SECONDS)

    def work(self, stopping: threading.Event) -> bool:
        """Do one round: one run, the decisions on licences, and the index.

        Returns:
            Whether anything was done that may have made more work due.
        """

        def between_pages(_run: HarvestRun) -> None:
            if stopping.is_set():
                raise TurnOver
            run_due_rights_jobs()  # a curator does not wait for a long harvest

        queue_due_runs()
        run = harvest_next(between_pages)
        send_due_letters()
        send_due()
        has_applied = run_due_rights_jobs()
        sum_up_due_downloads()
        count_rights_statements()
        return self.index() or embed_next() or has_applied or run is not None

    def index(self) -> bool:
        """Bring the index up to date.

        An engine that does not answer is tried again in the next round.
        """
        try:
            progress = index_changes()
        except SearchError as error:
            self.stderr.write(str(error))
            return False
        return bool(progress.written or progress.deleted)

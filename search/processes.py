"""Further processes of the site, for work that one processor is not enough for.

They begin anew instead of being forked, because engines have threads. What they are begun with is
in this module, which can be read before Django is set up.
"""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from search.errors import EncodingFailed


@contextmanager
def open_processes(count: int, *, database: str) -> Iterator[Executor]:
    """Give some processes to call functions in, which are gone afterwards.

    Args:
        count: How many.
        database: Name of the database, which in tests is another one than the settings say.

    Raises:
        EncodingFailed: One of them ended before its time.
    """
    pool = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(database,),
    )
    try:
        yield pool
    except BrokenProcessPool as broken:
        raise EncodingFailed(
            "a process that prepares records for the index was ended; is there memory enough?"
        ) from broken
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(database: str) -> None:
    import django  # noqa: PLC0415 - only the processes need to be set up
    from django.db import connection  # noqa: PLC0415 - likewise

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that was asked decides
    django.setup()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # what is remembered of words is large, and never garbage
    connection.settings_dict["NAME"] = database
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)

"""Read a list in processes of their own, so that a long harvest uses all of two processors or more.

While this process stores a page, one of the others understands the next, and the other one fetches
the page behind it. They speak over pipes, and end when this process is gone, however it went.
"""

import gc
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import Any, Self

import msgspec

from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.oaipmh.client import Client
from harvester.reading import ListRequest, Reader, list_pages
from harvester.records import PageBody, PageHead

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = "import sys; from harvester.remote import serve; serve(*map(int, sys.argv[1:]))"
READY = "ready"
READERS = 2
"""They take turns, page by page. Understanding a record takes longer than storing it."""
LONGEST_END_SECONDS = 10

encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
decode = msgspec.msgpack.Decoder(PageHead | PageBody).decode
"""Heads and bodies are many and large: as MessagePack they take a third of the time of pickle."""

LONG_LIST_RECORDS = 2_000
LONG_LIST_PAGES = 20
"""A list that says it has more records, or has more pages, is worth processes of its own."""


class ListReader:
    """Reads a list in this process, and hands it over to others when it turns out to be long.

    A context manager, with the methods of ``Reader``.
    """

    def __init__(self, client: Client, request: ListRequest) -> None:
        """Ask for nothing yet."""
        self.client, self.request, self.page_count = client, request, 0
        self.reader: Reader | RemoteReaders = Reader(list_pages(client, request))
        self.asked: deque[Reader | RemoteReaders] = deque()
        self.remote: RemoteReaders | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.remote is not None:
            self.remote.close()

    def interrupt(self) -> None:
        """End what this waits for, from another thread; nothing more is read."""
        self.client.http.interrupt()
        if self.remote is not None:
            self.remote.stop()

    def head(self) -> PageHead | None:
        """As ``Reader.head``."""
        is_here = self.reader is not self.remote
        # without a token nothing is left to hand over, and asking without one begins the list anew
        if self.remote is not None and is_here and self.request.token and self.remote.is_ready:
            self.remote.begin(self.client, self.request)
            self.reader = self.remote
        head = self.reader.head()
        if head is not None:
            self.page_count += 1
            self.request = msgspec.structs.replace(self.request, token=head.token)
            if self.remote is None and head.token and self._is_long(head):
                self.remote = RemoteReaders()
        return head

    def ask(self, wanted: Sequence[int]) -> None:
        """As ``Reader.ask``."""
        self.reader.ask(wanted)
        self.asked.append(self.reader)

    def body(self) -> PageBody:
        """As ``Reader.body``."""
        return self.asked.popleft().body()

    def _is_long(self, head: PageHead) -> bool:
        if self.client.http.policy.pause_seconds:
            return False  # it rests more than it works
        size = head.complete_list_size or 0
        return size > LONG_LIST_RECORDS or self.page_count > LONG_LIST_PAGES


class RemoteReaders:
    """A ``Reader`` that is several in other processes, which end when this is closed."""

    def __init__(self) -> None:
        """Start the processes; it takes a moment until they are ready."""
        pipes = [Pipe() for _ in range(READERS)]
        self.pipes = [ours for ours, _ in pipes]
        self.awaited = set(self.pipes)
        self.turns = cycle(self.pipes)
        self.fetching: Connection | None = None
        self.fetched: Connection | None = None
        self.asked: deque[Connection] = deque()
        lifeline, ours = os.pipe()
        self.lifelines = [ours]
        handles = (lifeline, *[theirs.fileno() for _, theirs in pipes])
        self.process = subprocess.Popen(  # noqa: S603 - this very program and some numbers
            [sys.executable, "-c", PROGRAM, *map(str, handles)], pass_fds=handles, cwd=PROJECT
        )
        os.close(lifeline)
        for _, theirs in pipes:
            theirs.close()

    def stop(self) -> None:
        """End the other processes, whatever they are at; may be called from another thread."""
        if self.lifelines:
            os.close(self.lifelines.pop())

    def close(self) -> None:
        """End the other processes and tidy up behind them."""
        self.stop()
        try:
            self.process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in self.pipes:
            pipe.close()

    @property
    def is_ready(self) -> bool:
        """Whether the processes have come up and wait for a list to read."""
        self.awaited -= {pipe for pipe in self.awaited if pipe.poll() and receive(pipe) == READY}
        return not self.awaited

    def begin(self, client: Client, request: ListRequest) -> None:
        """Hand a list over; ``client`` is not used any more by this process."""
        for pipe in self.pipes:
            pipe.send((client.base_url, client.granularity, client.http.policy))
        self._fetch(request)

    def _fetch(self, request: ListRequest) -> None:
        """Let the next one in turn fetch a page; one request at a time goes to the source."""
        self.request, self.fetching = request, next(self.turns)
        self.fetching.send(request)

    def head(self) -> PageHead | None:
        """As ``Reader.head``; the page behind it is fetched from now on."""
        if self.fetching is None:
            return None
        self.fetched, self.fetching = self.fetching, None
        head = receive(self.fetched)
        if isinstance(head, EndpointError):
            raise head
        if head.token:
            self._fetch(msgspec.structs.replace(self.request, token=head.token))
        return head

    def ask(self, wanted: Sequence[int]) -> None:
        """As ``Reader.ask``; the page is understood from now on."""
        if self.fetched is not None:
            self.fetched.send(wanted)
            self.asked.append(self.fetched)

    def body(self) -> PageBody:
        """As ``Reader.body``; waits until it is done."""
        return receive(self.asked.popleft())


def receive(pipe: Connection) -> Any:
    """Give an answer of another process; what went wrong there is one, too.

    Raises:
        EndpointError: The process has ended.
    """
    try:
        answer = pipe.recv()
    except (EOFError, ConnectionError):
        raise EndpointError(
            "the reading process ended unexpectedly",
            advice="harvest again: it goes on from the last complete page",
            code="reader-ended",
            is_temporary=True,
        ) from None
    return decode(answer) if isinstance(answer, bytes) else answer


def serve(lifeline_handle: int, *pipe_handles: int) -> None:
    """Be the other processes: read the pages of the list that is handed over."""
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the harvest, which then ends this process
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # pages are large and hold no circles
    own = divide(pipe_handles)
    threading.Thread(target=end_with, args=(lifeline_handle,), daemon=True).start()
    pipe = Connection(own)
    pipe.send(READY)
    with suppress(EOFError, BrokenPipeError):
        read_pages(pipe)


def divide(pipe_handles: Sequence[int]) -> int:
    """Become as many processes as there are pipes; gives the pipe of this one.

    They are forked here, where nothing but the program has been loaded, because loading it takes
    half a second.
    """
    own, *others = pipe_handles
    for place, handle in enumerate(others):
        if os.fork() == 0:
            own, others = handle, [own, *others[:place], *others[place + 1 :]]
            break
    for handle in others:
        os.close(handle)
    return own


def end_with(lifeline_handle: int) -> None:
    """End this process as soon as the other end of the lifeline is closed."""
    os.read(lifeline_handle, 1)
    with suppress(ChildProcessError):  # only one of the processes has children
        os.wait()
    os._exit(0)


def read_pages(pipe: Connection) -> None:
    """Answer every request with the head of a page, or with an error, and then with its body."""
    base_url, granularity, policy = pipe.recv()
    with HttpClient(policy) as http:
        client = Client(base_url, http)
        client.granularity = granularity
        while True:
            reader = Reader(list_pages(client, pipe.recv()))
            try:
                pipe.send(encode(reader.head()))
            except EndpointError as error:
                pipe.send(error)
            else:
                reader.ask(pipe.recv())
                pipe.send(encode(reader.body()))

"""Read a list in a process of its own, so that a long harvest uses two processors.

While this process stores a page, the other one understands the next and fetches the one behind it.
They speak over a pipe; the other one ends when this one is gone, however it went.
"""

import gc
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import Any, Self

import msgspec

from harvester.errors import EndpointError
from harvester.http import HttpClient, HttpPolicy
from harvester.oaipmh.client import Client
from harvester.reading import ListRequest, Reader, list_pages
from harvester.records import PageBody, PageHead

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = (
    "import sys; from harvester.remote import serve; serve(int(sys.argv[1]), int(sys.argv[2]))"
)
READY = "ready"

encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
decode = msgspec.msgpack.Decoder(PageHead | PageBody).decode
"""Heads and bodies are many and large: as MessagePack they take a third of the time of pickle."""

LONG_LIST_RECORDS = 2_000
LONG_LIST_PAGES = 20
"""A list that says it has more records, or has more pages, is worth a process of its own."""


class ListReader:
    """Reads a list in this process, and hands it over to another when it turns out to be long.

    A context manager, with the methods of ``Reader``.
    """

    def __init__(self, client: Client, request: ListRequest) -> None:
        """Ask for nothing yet."""
        self.client, self.request, self.page_count = client, request, 0
        self.reader: Reader | RemoteReader = Reader(list_pages(client, request))
        self.asked: deque[Reader | RemoteReader] = deque()
        self.remote: RemoteReader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.remote is not None:
            self.remote.close()

    def interrupt(self) -> None:
        """End what this waits for, from another thread; nothing more is read."""
        self.client.http.interrupt()
        if self.remote is not None:
            self.remote.process.kill()

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
                self.remote = RemoteReader()
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


class RemoteReader:
    """A ``Reader`` in another process, which ends when this is closed."""

    def __init__(self) -> None:
        """Start the process; it takes a moment until it ``is_ready``."""
        self.pipe, theirs = Pipe()
        lifeline, self.lifeline = os.pipe()
        handles = (theirs.fileno(), lifeline)
        self.process = subprocess.Popen(  # noqa: S603 - this very program and two numbers
            [sys.executable, "-c", PROGRAM, *map(str, handles)], pass_fds=handles, cwd=PROJECT
        )
        theirs.close()
        os.close(lifeline)
        self.has_answered = False
        self.heads: deque[PageHead | EndpointError | None] = deque()
        """Those that came while a body was waited for."""

    def close(self) -> None:
        """End the other process, whatever it is at."""
        self.process.kill()
        self.process.wait()
        self.pipe.close()
        os.close(self.lifeline)

    @property
    def is_ready(self) -> bool:
        """Whether the process has come up and waits for a list to read."""
        if not self.has_answered and self.pipe.poll():
            self.has_answered = self._receive() == READY
        return self.has_answered

    def begin(self, client: Client, request: ListRequest) -> None:
        """Hand a list over; ``client`` is not used any more by this process."""
        self.pipe.send((client.base_url, client.granularity, client.http.policy, request))

    def head(self) -> PageHead | None:
        """As ``Reader.head``."""
        answer = self.heads.popleft() if self.heads else self._receive()
        if isinstance(answer, EndpointError):
            raise answer
        return answer

    def ask(self, wanted: Sequence[int]) -> None:
        """As ``Reader.ask``; the other process goes on at once."""
        self.pipe.send(wanted)

    def body(self) -> PageBody:
        """As ``Reader.body``; waits until it is done."""
        while not isinstance(answer := self._receive(), PageBody):
            self.heads.append(answer)
        return answer

    def _receive(self) -> Any:
        """Give the other process's answer; what went wrong there is one, too.

        Raises:
            EndpointError: The process was killed.
        """
        try:
            answer = self.pipe.recv()
        except EOFError:
            raise EndpointError(
                "the reading process ended unexpectedly",
                advice="harvest again: it goes on from the last complete page",
                code="reader-ended",
                is_temporary=True,
            ) from None
        return decode(answer) if isinstance(answer, bytes) else answer


def serve(pipe_handle: int, lifeline_handle: int) -> None:
    """Be the other process: read the list that is handed over, page by page."""
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the harvest, which then ends this process
    threading.Thread(target=end_with, args=(lifeline_handle,), daemon=True).start()
    gc.set_threshold(50_000, 20, 100)  # pages are large and hold no circles
    pipe = Connection(pipe_handle)
    pipe.send(READY)
    with suppress(EOFError, BrokenPipeError):
        base_url, granularity, policy, request = pipe.recv()
        read_list(pipe, base_url, granularity, policy, request)


def end_with(lifeline_handle: int) -> None:
    """End this process as soon as the other end of the lifeline is closed."""
    os.read(lifeline_handle, 1)
    os._exit(0)


def read_list(
    pipe: Connection, base_url: str, granularity: str, policy: HttpPolicy, request: ListRequest
) -> None:
    """Answer with heads and bodies until the list ends or cannot be read on.

    A head goes out as soon as there is one, so that the other side can look its records up while
    the page before it is understood here.
    """
    with HttpClient(policy) as http:
        client = Client(base_url, http)
        client.granularity = granularity
        reader = Reader(list_pages(client, request))
        is_asked = False
        while True:
            answer = next_head(reader)
            pipe.send(encode(answer) if isinstance(answer, PageHead) else answer)
            if is_asked:
                pipe.send(encode(reader.body()))
            if not isinstance(answer, PageHead):
                return
            reader.ask(pipe.recv())
            is_asked = True


def next_head(reader: Reader) -> PageHead | EndpointError | None:
    """Give the next head, or why there is none."""
    try:
        return reader.head()
    except EndpointError as error:
        return error

"""Read a list in processes of their own, so that a long harvest uses all of two processors or more.

They stand in a ring and take turns: whoever has fetched a page hands the turn on to fetch the next
one, and then understands its own while this process stores the page before. So one request at a
time goes to the source, and nobody waits for this process. They speak over pipes, and end when this
process is gone, however it went.
"""

import gc
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, cycle, islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import Any, NamedTuple, Self

import msgspec

from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.oaipmh.client import Client
from harvester.reading import ListRequest, Reader, list_pages
from harvester.records import PageBody, PageHead

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = "import sys; from harvester.remote import serve; serve(*map(int, sys.argv[1:]))"
READY, RESTING = "ready", "resting"
READERS = 2
"""Understanding a record takes longer than storing it."""
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
        ring = [Pipe(duplex=False) for _ in range(READERS)]
        lifeline, brake = Pipe(duplex=False), Pipe(duplex=False)
        self.pipes = [ours for ours, _ in pipes]
        self.awaited = set(self.pipes)
        self.turns = cycle(self.pipes)
        self.has_more = False
        self.asked: deque[Connection] = deque()
        self.lifelines, self.brake = [lifeline[1]], brake[1]
        self.first_turn = ring[0][1]
        members = [
            (pipes[place][1], ring[place][0], ring[(place + 1) % READERS][1])
            for place in range(READERS)
        ]
        theirs = (lifeline[0], brake[0], *(handle for member in members for handle in member))
        handles = [connection.fileno() for connection in theirs]
        self.process = subprocess.Popen(  # noqa: S603 - this very program and some numbers
            [sys.executable, "-c", PROGRAM, *map(str, handles)], pass_fds=handles, cwd=PROJECT
        )
        for connection in theirs:
            if connection is not self.first_turn:
                connection.close()

    def stop(self) -> None:
        """End the other processes, whatever they are at; may be called from another thread."""
        if self.lifelines:
            self.lifelines.pop().close()

    def close(self) -> None:
        """End the other processes and tidy up behind them."""
        self.stop()
        try:
            self.process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for connection in (*self.pipes, self.first_turn, self.brake):
            connection.close()

    @property
    def is_ready(self) -> bool:
        """Whether the processes have come up and wait for a list to read."""
        self.awaited -= {pipe for pipe in self.awaited if pipe.poll() and receive(pipe) == READY}
        return not self.awaited

    def begin(self, client: Client, request: ListRequest) -> None:
        """Hand a list over; ``client`` is not used any more by this process."""
        for pipe in self.pipes:
            pipe.send((client.base_url, client.granularity, client.http.policy))
        self.first_turn.send(request)
        self.has_more = True

    def head(self) -> PageHead | None:
        """As ``Reader.head``."""
        if not self.has_more:
            return None
        self.current = next(self.turns)
        head = receive(self.current)
        self.has_more = isinstance(head, PageHead) and bool(head.token)
        if isinstance(head, EndpointError):
            raise head
        return head

    def ask(self, wanted: Sequence[int]) -> None:
        """As ``Reader.ask``."""
        self.current.send(wanted)
        self.asked.append(self.current)

    def body(self) -> PageBody:
        """As ``Reader.body``; waits until it is done."""
        return receive(self.asked.popleft())

    def rest(self) -> None:
        """Wait for the answer on its way, and see to it that no other one is asked for.

        What was read and not yet taken is given up.
        """
        self.brake.close()
        for pipe in islice(self.turns, READERS if self.has_more else 0):
            answer = receive(pipe)
            while isinstance(answer, PageBody):
                answer = receive(pipe)
            if not isinstance(answer, PageHead) or not answer.token:
                return


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


class Member(NamedTuple):
    """One of the other processes, by its connections."""

    pipe: Connection
    """To the process that stores."""
    take: Connection
    """From the one before it in the ring, which hands the turn to it."""
    give: Connection


def serve(lifeline_handle: int, brake_handle: int, *handles: int) -> None:
    """Be the other processes: read the pages of the list that is handed over.

    Args:
        lifeline_handle: Closed when they are to end.
        brake_handle: Closed when nothing more is to be fetched.
        handles: Three for each process, as in ``Member``.
    """
    signal(SIGINT, SIG_IGN)  # Ctrl-C is for the harvest, which then ends this process
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # pages are large and hold no circles
    threes = zip(handles[::3], handles[1::3], handles[2::3], strict=True)
    member = divide([Member(*map(Connection, three)) for three in threes])
    threading.Thread(target=end_with, args=(lifeline_handle,), daemon=True).start()
    member.pipe.send(READY)
    with suppress(EOFError, BrokenPipeError):
        read_pages(member, Connection(brake_handle))


def divide(members: Sequence[Member]) -> Member:
    """Become as many processes as there are members; gives this one.

    They are forked here, where nothing but the program has been loaded, because loading it takes
    half a second.
    """
    own = members[0]
    for member in members[1:]:
        if os.fork() == 0:
            own = member
            break
    for connection in {*chain(*members)} - {*own}:
        connection.close()
    return own


def end_with(lifeline_handle: int) -> None:
    """End this process as soon as the other end of the lifeline is closed."""
    os.read(lifeline_handle, 1)
    with suppress(ChildProcessError):  # only one of the processes has children
        os.wait()
    os._exit(0)


def read_pages(member: Member, brake: Connection) -> None:
    """At every turn answer with the head of a page, or with an error, and then with its body.

    Where all of a page was wanted, so as a rule is all of the next one: it is understood before
    that is known.
    """
    base_url, granularity, policy = member.pipe.recv()
    is_all_wanted = False
    with HttpClient(policy) as http:
        client = Client(base_url, http)
        client.granularity = granularity
        while True:
            request = member.take.recv()
            if brake.poll():
                member.pipe.send(RESTING)
                return
            reader = Reader(list_pages(client, request))
            try:
                head = reader.head()
            except EndpointError as error:
                member.pipe.send(error)
                continue
            if head is not None and head.token:
                member.give.send(msgspec.structs.replace(request, token=head.token))
            member.pipe.send(encode(head))
            if is_all_wanted:
                reader.prepare()
            wanted = member.pipe.recv()
            reader.ask(wanted)
            is_all_wanted = len(wanted) == len(reader.listed)
            member.pipe.send(encode(reader.body()))

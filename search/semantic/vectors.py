"""Vectors on disk: appended by one writer, mapped into memory by every reader.

Two files of rows of one length: ``ids`` (16 bytes, a UUID) and ``vectors`` (float32). A later row
of an id replaces an earlier one; a row of zeros deletes it. A row counts once both files have it,
so that a writer killed in between loses only rows that it will write again.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import numpy as np

from search.errors import BackendBusy
from search.semantic.embedding import DIMENSIONS, MODEL, Vectors

ROW_BYTES = DIMENSIONS * 4
ID_BYTES = 16
CHUNK_ROWS = 50_000
"""Rows compared at a time: bounds the memory of a query."""
COPIED_ROWS = 1_000
MAX_DEAD_SHARE = 0.5
"""More rows replaced than this, and the files are written anew."""


REFRESH_SECONDS = 30.0


class VectorStore:
    """The vectors of one model in a folder; see ``VectorIndex``."""

    def __init__(self, folder: Path) -> None:
        """Open nothing yet; the folder is made by the writer."""
        self.folder = folder / MODEL
        self.rows = 0
        self.generation = -1
        self.refreshed_at = -REFRESH_SECONDS
        self.ids = np.empty(0, dtype="V16")
        self.vectors = np.empty((0, DIMENSIONS), dtype=np.float32)
        self.is_live = np.empty(0, dtype=bool)

    def refresh(self, *, is_urgent: bool = False) -> None:
        """See what was written since, at most every ``REFRESH_SECONDS`` unless it is urgent."""
        now = time.monotonic()
        if now < self.refreshed_at + REFRESH_SECONDS and not is_urgent:
            return
        self.refreshed_at = now
        state = self.state()
        generation, rows = state["generation"], state["rows"]
        if (generation, rows) == (self.generation, self.rows) or not rows:
            return
        ids, vectors = self.paths(generation)
        self.ids = np.fromfile(ids, dtype="V16", count=rows)
        self.vectors = np.memmap(vectors, dtype=np.float32, mode="r", shape=(rows, DIMENSIONS))
        self.is_live = live_rows(self.ids, self.vectors)
        self.generation, self.rows = generation, rows

    def nearest(
        self, vector: Vectors, *, limit: int, floor: float = 0.0
    ) -> list[tuple[str, float]]:
        """Give ids and cosine similarities, the nearest first, none below ``floor``."""
        self.refresh()
        kept_places, kept_scores = [], []
        for start in range(0, self.rows, CHUNK_ROWS):
            scores = self.vectors[start : start + CHUNK_ROWS] @ vector
            scores[~self.is_live[start : start + CHUNK_ROWS]] = -1
            top = np.argpartition(scores, -min(limit, len(scores)))[-min(limit, len(scores)) :]
            kept_places.append(top + start)
            kept_scores.append(scores[top])
        if not kept_places:
            return []
        places, scores = np.concatenate(kept_places), np.concatenate(kept_scores)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [
            (str(UUID(bytes=self.ids[places[each]].tobytes())), float(scores[each]))
            for each in order
            if scores[each] >= max(floor, 0.0)
        ]

    def iter_rows(self) -> Iterator[tuple[list[str], Vectors]]:
        """Yield ids with their vectors, a part at a time, each record once."""
        self.refresh(is_urgent=True)
        live = np.flatnonzero(self.is_live)
        for start in range(0, len(live), COPIED_ROWS):
            places = live[start : start + COPIED_ROWS]
            ids = [str(UUID(bytes=each.tobytes())) for each in self.ids[places]]
            yield ids, self.vectors[places]

    def count(self) -> int:
        """Give the number of records with a vector."""
        self.refresh(is_urgent=True)
        return int(self.is_live.sum())

    def position(self) -> int:
        """Give the last change of the feed whose record has its vector."""
        return int(self.state()["position"])

    @contextmanager
    def writer(self) -> Iterator["VectorWriter"]:
        """Open for writing.

        Raises:
            BackendBusy: Another process writes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackendBusy("another process is making vectors") from error
            yield VectorWriter(self)

    def state(self) -> dict[str, int]:
        """Give what the writer last said: generation of the files, rows, place in the feed."""
        try:
            return json.loads((self.folder / "state.json").read_text())
        except FileNotFoundError:
            return {"generation": 0, "rows": 0, "position": 0}

    def paths(self, generation: int) -> tuple[Path, Path]:
        """Give the files of a generation: ids and vectors."""
        return self.folder / f"ids.{generation}", self.folder / f"vectors.{generation}"


class VectorWriter:
    """The one writer; rows are seen by readers after ``commit``."""

    def __init__(self, store: VectorStore) -> None:
        """Take up where the last writer committed; what it left behind uncommitted is cut off."""
        self.store = store
        state = store.state()
        self.generation, self.rows, self.position = (
            state["generation"],
            state["rows"],
            state["position"],
        )
        for path, size in zip(store.paths(self.generation), (ID_BYTES, ROW_BYTES), strict=True):
            with path.open("ab") as file:
                file.truncate(self.rows * size)

    def write(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Append rows; a row of zeros deletes."""
        id_path, vector_path = self.store.paths(self.generation)
        with id_path.open("ab") as id_file, vector_path.open("ab") as vector_file:
            id_file.write(b"".join(UUID(each).bytes for each in ids))
            vector_file.write(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
            for file in (id_file, vector_file):
                file.flush()
                os.fsync(file.fileno())
        self.rows += len(ids)

    def commit(self, position: int) -> None:
        """Make what was written visible, with the place in the feed reached."""
        self.position = position
        self._publish()

    def compact(self) -> None:
        """Write only the live rows into new files, where many are dead.

        Readers keep the old ones while they need.
        """
        self.store.refresh(is_urgent=True)
        dead = self.rows - int(self.store.is_live.sum())
        if dead < CHUNK_ROWS or dead < MAX_DEAD_SHARE * self.rows:
            return
        live = np.flatnonzero(self.store.is_live)
        old = self.store.paths(self.generation)
        ids, vectors = self.store.ids[live], self.store.vectors
        self.generation += 1
        id_path, vector_path = self.store.paths(self.generation)
        ids.tofile(id_path)
        with vector_path.open("wb") as file:
            for start in range(0, len(live), CHUNK_ROWS):
                file.write(vectors[live[start : start + CHUNK_ROWS]].tobytes())
        self.rows = len(live)
        self._publish()
        for path in old:
            path.unlink(missing_ok=True)

    def _publish(self) -> None:
        state = {"generation": self.generation, "rows": self.rows, "position": self.position}
        new = self.store.folder / "state.json.new"
        new.write_text(json.dumps(state))
        new.replace(self.store.folder / "state.json")


def live_rows(ids: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Tell of each row whether it is the last one of its id and no deletion."""
    newest_first = np.ascontiguousarray(ids[::-1]).view("u8").reshape(-1, 2)
    order = np.lexsort((newest_first[:, 1], newest_first[:, 0]))
    ordered = newest_first[order]
    is_first = np.ones(len(ids), dtype=bool)
    is_first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    is_live = np.zeros(len(ids), dtype=bool)
    is_live[len(ids) - 1 - order[is_first]] = True
    for start in range(0, len(ids), CHUNK_ROWS):
        part = vectors[start : start + CHUNK_ROWS, :8]
        is_live[start : start + CHUNK_ROWS] &= part.any(axis=1)
    return is_live

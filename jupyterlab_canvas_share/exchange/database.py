"""A SQLite file that may be lost at any time: opened, stamped, and made anew when it is broken.

Never on a network file system. All writes go through one thread, reads through another, so that
the event loop waits for neither and a long read does not hold up a write (WAL).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from ..model.errors import Unavailable
from .claim import claim

T = TypeVar("T")

log = logging.getLogger(__name__)

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;"


class Database:
    """``stamp`` says what is in the file and in which shape; one with another stamp is dropped.

    ``generation`` grows each time the file begins empty, so that its user knows to fill it again.
    """

    def __init__(self, path: Path, schema: str, stamp: str) -> None:
        self._path = path
        self._schema = schema
        self._stamp = stamp
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="canvas-share-index-write")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="canvas-share-index-read")
        self._write_to: sqlite3.Connection | None = None
        self._read_from: sqlite3.Connection | None = None
        self._lock: int | None = None
        self.generation = 0

    async def open(self) -> None:
        """Raises Unavailable (``index_unavailable``): no file can be made at the path."""
        await self._run(self._writer, self._open)

    async def close(self) -> None:
        await self._run(self._writer, self._close)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._writer.shutdown(wait=False)
        self._reader.shutdown(wait=False)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """``work``'s result, from one snapshot. Raises Unavailable (``index_rebuilding``)."""
        return await self._guarded(
            self._reader, lambda: self._in_transaction(self._read_from, work)
        )

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """``work``'s result; all of its changes are kept or none. Raises Unavailable."""
        return await self._guarded(self._writer, lambda: self._in_transaction(self._write_to, work))

    async def _guarded(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        generation = self.generation
        try:
            return await self._run(executor, work)
        except sqlite3.OperationalError as error:
            raise Unavailable(
                f"The index {self._path} cannot be used: {error}. Check that its disk is local, "
                "writable and not full (CanvasShare.cache_dir).",
                code="index_unavailable",
            ) from error
        except sqlite3.DatabaseError as error:
            # only these two mean that the file itself is bad; IntegrityError would be our mistake
            if type(error) is not sqlite3.DatabaseError:
                raise
            log.warning("The index %s is broken (%s); making it anew", self._path, error)
            await self._run(self._writer, lambda: self._start_anew(generation))
            raise Unavailable(
                "The index is being rebuilt from the store; try again in a moment.",
                code="index_rebuilding",
            ) from error

    @staticmethod
    async def _run(executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            running = asyncio.get_running_loop().run_in_executor(executor, work)
        except RuntimeError as error:  # it was shut down
            raise Unavailable("The server is stopping.", code="index_closed") from error
        return await running

    @staticmethod
    def _in_transaction(
        connection: sqlite3.Connection | None, work: Callable[[sqlite3.Connection], T]
    ) -> T:
        if connection is None:
            raise Unavailable("The server is stopping.", code="index_closed")
        connection.execute("BEGIN")
        try:
            result = work(connection)
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
        return result

    def _open(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._lock is None:
                self._path = self._claim()
            try:
                self._connect()
            except sqlite3.DatabaseError as error:
                log.warning("The index %s cannot be read (%s); making it anew", self._path, error)
                self._close()
                self._delete()
                self._connect()
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(
                f"No index can be made at {self._path}: {error}. Set CanvasShare.cache_dir to a "
                "folder on a local disk that you may write to.",
                code="index_unavailable",
            ) from error

    def _claim(self) -> Path:
        """The path, or one beside it: a second server of the same person needs its own file, or
        only one of the two would see each event as new."""
        number = 1
        path = self._path
        while self._lock is None:
            self._lock = claim(path.with_suffix(".lock"))
            if self._lock is None:
                number += 1
                path = self._path.with_stem(f"{self._path.stem}-{number}")
        return path

    def _connect(self) -> None:
        connection = self._write_to = self._connection()
        if self._found_stamp(connection) != self._stamp:
            self._close()
            self._delete()
            connection = self._write_to = self._connection()
            (stamp,) = connection.execute("SELECT quote(?)", (self._stamp,)).fetchone()
            connection.executescript(
                f"BEGIN; CREATE TABLE stamp AS SELECT {stamp} AS stamp; {self._schema} COMMIT;"
            )
            self.generation += 1
        self._read_from = self._connection()

    @staticmethod
    def _found_stamp(connection: sqlite3.Connection) -> str | None:
        try:
            found = connection.execute("SELECT stamp FROM stamp").fetchone()
        except sqlite3.OperationalError:  # a new file has no such table
            return None
        return str(found[0]) if found else None

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.executescript(_PRAGMAS)
        return connection

    def _start_anew(self, broken: int) -> None:
        """Begin an empty file, unless a call before this one did already."""
        if self.generation == broken and self._write_to is not None:
            self._close()
            self._delete()
            self._open()

    def _close(self) -> None:
        if self._read_from is not None:
            # in its own thread, so that no read is under way
            self._reader.submit(self._read_from.close).result()
        if self._write_to is not None:
            self._write_to.close()
        self._read_from = self._write_to = None

    def _delete(self) -> None:
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

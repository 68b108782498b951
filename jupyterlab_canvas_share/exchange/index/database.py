"""A SQLite file that may be lost at any time: opened, stamped, and made anew when it is broken.

Never on a network file system. All writes go through one thread, reads through another, so that
the event loop waits for neither and a long read does not hold up a write (WAL).

SQLite notices damage to its own structures, but not to what they hold. So the file's digest is
written beside it when it is closed, and must be the same when it is opened. After a crash there is
none, and the file, which nobody waited for to reach the disk, is made anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ...model.errors import Unavailable
from .claim import claim

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

log = logging.getLogger(__name__)

_PRAGMAS = (
    # before the first page is written; fewer, larger ones are filled faster
    "PRAGMA page_size=8192;"
    " PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000;"
    " PRAGMA cache_size=-32768;"
    " PRAGMA wal_autocheckpoint=2000;"
)
#: What says nothing about the file: its disk is full or refuses to write, or another one has it.
_PASSING = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_NOMEM,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}


class Database:
    """``stamp`` says what is in the file and in which shape; one with another stamp is dropped.

    ``generation`` grows each time the file begins empty, so that its user knows to fill it again.
    When that happens while it is in use, ``on_loss`` is called in the event loop.
    """

    def __init__(self, path: Path, schema: str, stamp: str, on_loss: Callable[[], None]) -> None:
        self._path = path
        self._schema = schema
        self._stamp = stamp
        self._on_loss = on_loss
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="canvas-share-index-write")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="canvas-share-index-read")
        self._write_to: sqlite3.Connection | None = None
        self._read_from: sqlite3.Connection | None = None
        self._lock: int | None = None
        self._is_open = False
        self.generation = 0

    async def open(self) -> None:
        """Raises Unavailable (``index_unavailable``): no file can be made at the path."""
        await self._run(self._writer, self._open)
        self._is_open = True

    async def close(self) -> None:
        was_open, self._is_open = self._is_open, False
        await self._run(self._writer, lambda: self._close(sign=was_open))
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
        generation = self.generation

        def write() -> T:
            if self.generation != generation:
                # whoever wrote it may be gone, and nobody would tell of what is in the new one
                raise _rebuilding()
            return self._in_transaction(self._write_to, work)

        return await self._guarded(self._writer, write)

    async def _guarded(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        if not self._is_open:
            raise Unavailable("The server is stopping.", code="index_closed")
        generation = self.generation
        try:
            return await self._run(executor, work)
        except sqlite3.ProgrammingError:
            raise  # our mistake, whatever is in the file
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) in _PASSING:
                raise Unavailable(
                    f"The index {self._path} cannot be used: {error}. Check that its disk is "
                    "local, writable and not full (CanvasShare.cache_dir).",
                    code="index_unavailable",
                ) from error
            log.warning("The index %s is broken (%s); making it anew", self._path, error)
            if await self._run(self._writer, lambda: self._start_anew(generation)):
                self._on_loss()
            raise _rebuilding() from error

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
            raise sqlite3.DatabaseError("it could not be made anew the last time")
        connection.execute("BEGIN")
        try:
            result = work(connection)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        return result

    def _open(self) -> None:
        def prepare() -> None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._lock is None:
                self._path = self._claim()

        self._make(prepare)

    def _make(self, prepare: Callable[[], None]) -> None:
        """Open the file, or an empty one in its place."""
        try:
            prepare()
            try:
                self._check_as_closed()
                self._connect()
            except sqlite3.DatabaseError as error:
                log.warning("The index %s cannot be used (%s); making it anew", self._path, error)
                self._close(sign=False)
                self._delete()
                self._connect()
        except (OSError, sqlite3.Error) as error:
            self._close(sign=False)
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

    def _check_as_closed(self) -> None:
        """Raises DatabaseError: there is a file, and it is not as it was closed."""
        signed = self._beside(".sha256")
        try:
            expected = signed.read_text("ascii", "replace")
        except FileNotFoundError:
            if self._path.exists():
                raise sqlite3.DatabaseError("it was not closed") from None
            return
        # it holds for this opening only
        signed.unlink()
        if not self._path.exists() or self._digest() != expected:
            raise sqlite3.DatabaseError("it was changed since it was closed")
        # a closed database leaves none of these
        self._beside("-wal").unlink(missing_ok=True)
        self._beside("-shm").unlink(missing_ok=True)

    def _sign(self) -> None:
        if self._beside("-wal").exists():
            return  # something is not in the file yet
        self._beside(".sha256").write_text(self._digest(), "ascii")

    def _digest(self) -> str:
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _connect(self) -> None:
        connection = self._write_to = self._connection()
        if self._found_stamp(connection) == self._stamp:
            # one that refuses to be written to is of no use
            connection.execute("UPDATE stamp SET stamp = stamp")
        else:
            self._close(sign=False)
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
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        connection.executescript(_PRAGMAS)
        return connection

    def _start_anew(self, broken: int) -> bool:
        """Begin an empty file, unless a call before this one did already, or nobody needs it."""
        if self.generation != broken or not self._is_open:
            return False
        self._close(sign=False)
        self._make(self._delete)
        return True

    def _close(self, *, sign: bool) -> None:
        """Close the file; ``sign`` it if all that was written is in it."""
        try:
            # in its own thread, so that no read is under way, and the next one finds none
            self._reader.submit(self._close_reader).result()
            if self._write_to is not None:
                self._write_to.close()
                if sign:
                    self._sign()
        except (sqlite3.Error, OSError) as error:
            log.warning("The index %s could not be closed: %s", self._path, error)
        finally:
            self._write_to = None

    def _close_reader(self) -> None:
        reader, self._read_from = self._read_from, None
        if reader is not None:
            reader.close()

    def _delete(self) -> None:
        for end in ("", "-wal", "-shm", ".sha256"):
            self._beside(end).unlink(missing_ok=True)

    def _beside(self, end: str) -> Path:
        return self._path.with_name(self._path.name + end)


def _rebuilding() -> Unavailable:
    return Unavailable(
        "The index is being rebuilt from the store; try again in a moment.",
        code="index_rebuilding",
    )


def parse_stored(type: type[M], text: str) -> M:
    """A value that was kept as JSON. Raises DatabaseError: the file is broken."""
    try:
        return type.model_validate_json(text)
    except ValidationError as error:
        message = error.errors()[0]["msg"]
        raise sqlite3.DatabaseError(f"what was kept does not parse: {message}") from error

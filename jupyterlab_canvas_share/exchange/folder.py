"""A folder as the store: on one machine, or shared by several over a network file system."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import stat
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from ..model.errors import CanvasShareError, NotFound, TooLarge, Unavailable
from .keys import Keys, check_key, check_prefix, is_prefix
from .store import ObjectInfo

log = logging.getLogger(__name__)

#: How long a measured difference between this machine's clock and the store's is trusted.
_CLOCK_SECONDS = 60
_CHUNK = 1 << 20
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class FolderStore:
    """Objects as files below ``root``. A file appears whole or not at all: temporary file, fsync,
    rename, fsync of the folder. Names that begin with a dot are temporary and never listed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._offset: tuple[float, timedelta] | None = None

    @property
    def url(self) -> str:
        return self._root.as_uri()

    async def prepare(self, keys: Keys, me: str) -> None:
        await asyncio.to_thread(self._make_folder, self._root / keys.mailbox(me))

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, key, lambda file: _write_all(file, data))

    async def put_file(self, key: str, path: Path) -> None:
        def copy(file: BinaryIO) -> None:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _CHUNK)

        await asyncio.to_thread(self._write, key, copy)

    async def get(self, key: str, limit: int) -> bytes:
        return await asyncio.to_thread(lambda: b"".join(self._read(key, limit)))

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        def read(key: str) -> bytes | CanvasShareError:
            try:
                return b"".join(self._read(key, limit))
            except CanvasShareError as error:
                return error

        return await asyncio.to_thread(lambda: [read(key) for key in keys])

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        def copy() -> None:
            with path.open("wb") as target:
                for chunk in self._read(key, limit):
                    target.write(chunk)

        await asyncio.to_thread(copy)

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        def wanted(key: str) -> bool:
            return (start_after is None or key > start_after) and (
                end_before is None or key < end_before
            )

        def scan() -> list[ObjectInfo]:
            with self._errors():
                found = _scan(self._root / check_prefix(prefix), prefix, wanted)
                return sorted(found, key=lambda info: info.key)

        return await asyncio.to_thread(scan)

    async def delete(self, key: str) -> None:
        def remove() -> None:
            path = self._path(key)
            with self._errors():
                path.unlink(missing_ok=True)
                if path.parent.exists():
                    _sync(path.parent)

        await asyncio.to_thread(remove)

    async def changes(
        self,
        prefix: str,
        attended: Callable[[], bool],  # noqa: ARG002 (watching costs nothing)
    ) -> AsyncGenerator[None, None]:
        """By inotify or its like, and once a second where that is silent, as on NFS."""
        from watchfiles import awatch

        folder = self._root / check_prefix(prefix)
        await asyncio.to_thread(self._make_folder, folder)
        try:
            async for _ in awatch(
                folder,
                watch_filter=lambda _, path: not os.path.basename(path).startswith("."),  # noqa: PTH119
                debounce=50,
                step=5,
                rust_timeout=1000,
                yield_on_timeout=True,
                recursive=False,
            ):
                yield
        # out of inotify watches, not on this system, or somebody made a name that is no UTF-8;
        # some of these come in an ExceptionGroup
        except Exception as error:
            log.warning("Cannot watch %s (%s); looking every second instead", folder, error)
            while True:
                await asyncio.sleep(1)
                yield

    async def now(self) -> datetime:
        """This machine's clock, put right by the time the file system gives to a new file."""
        if self._offset is None or time.monotonic() - self._offset[0] > _CLOCK_SECONDS:
            offset = await asyncio.to_thread(self._measure_clock)
            self._offset = (time.monotonic(), offset)
        return datetime.now(UTC) + self._offset[1]

    def _measure_clock(self) -> timedelta:
        self._make_folder(self._root)
        path = self._root / f".{secrets.token_hex(8)}.clock"
        with self._errors():
            try:
                before = time.time()
                # O_EXCL: nobody can have put a link in the way
                file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                modified = os.fstat(file).st_mtime
                os.close(file)
            finally:
                path.unlink(missing_ok=True)
        # file times come from a coarse clock a few ms behind; that is no difference of clocks
        offset = modified - before
        return timedelta(seconds=offset if abs(offset) > 0.05 else 0)

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _write(self, key: str, fill: Callable[[BinaryIO], None]) -> None:
        path = self._path(key)
        with self._errors():
            self._make_folder(path.parent)
            if not path.exists():
                temporary = path.parent / f".{secrets.token_hex(8)}.tmp"
                try:
                    with temporary.open("xb") as file:
                        fill(file)
                        file.flush()
                        os.fsync(file.fileno())
                    temporary.rename(path)
                except BaseException:
                    temporary.unlink(missing_ok=True)
                    raise
            # also when it was there: whoever wrote it may have died before this
            _sync(path.parent)

    def _read(self, key: str, limit: int) -> Iterator[bytes]:
        path = self._path(key)
        with self._errors():
            try:
                # a link or a pipe put there by somebody must neither be followed nor block us
                file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except FileNotFoundError:
                raise NotFound(
                    f"{key} is not on the store (any more).", code="object_missing"
                ) from None
            with os.fdopen(file, "rb") as source:
                status = os.fstat(source.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise NotFound(f"{key} is not a file.", code="object_missing")
                left = limit
                while chunk := source.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise TooLarge(
                            f"{key} is larger than {limit} bytes.", details={"limit": limit}
                        )
                    yield chunk

    def _make_folder(self, folder: Path) -> None:
        with self._errors():
            missing = []
            while not folder.is_dir():
                missing.append(folder)
                folder = folder.parent
            for path in reversed(missing):
                path.mkdir(exist_ok=True)
                _sync(path.parent)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                f"The store {self.url} cannot be used: {error.strerror or error}. Check that the "
                "folder is there, writable and not full (CanvasShare.store).",
                code="store_unavailable",
                details={"store": self.url, "errno": error.errno},
            ) from error


def _write_all(file: BinaryIO, data: bytes) -> None:
    file.write(data)


def _scan(folder: Path, prefix: str, wanted: Callable[[str], bool]) -> Iterator[ObjectInfo]:
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            key = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                # whoever may write here may make folders without end, or that nobody may read
                if is_prefix(f"{key}/"):
                    with suppress(PermissionError):
                        yield from _scan(folder / entry.name, f"{key}/", wanted)
            elif wanted(key) and entry.is_file(follow_symlinks=False):
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # deleted since
                    continue
                # a sender can give a file any time, even one that datetime does not hold
                modified = min(max(status.st_mtime, 0), _LATEST)
                yield ObjectInfo(key, status.st_size, datetime.fromtimestamp(modified, UTC))


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

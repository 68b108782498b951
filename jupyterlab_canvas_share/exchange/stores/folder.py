"""A folder as the store: on one machine, or shared by several over a network file system."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import secrets
import stat
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, aclosing, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from ...model.errors import CanvasShareError, Unavailable
from ..keys import Keys, check_key, check_prefix
from . import folder_changes
from .folder_accounts import FILE, SHARE, is_for_several, make_places
from .folder_errors import explained
from .folder_files import (
    CHUNK,
    FolderGone,
    make_root,
    open_folder,
    remove_empty_folder,
    remove_old,
    status_of,
    sync_file,
    sync_folder,
    write_file,
)
from .folder_reader import Reader
from .store import ObjectInfo

log = logging.getLogger(__name__)

#: How long a measured difference between this machine's clock and the store's is trusted.
_CLOCK_SECONDS = 60
_DAY = 24 * 3600.0
#: How often a folder that was taken away is made again before a write fails.
_TRIES = 20
_NO_MORE_FILES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class FolderStore:
    """Objects as files below ``root``. A file appears whole or not at all: temporary file, fsync,
    rename, fsync of the folder. Names that begin with a dot are temporary and never listed.

    See ``folder_accounts`` for what is different where several Unix accounts share the folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._url = root.as_uri()
        self._offset: tuple[float, timedelta] | None = None
        self._cleaned = float("-inf")

    @property
    def url(self) -> str:
        return self._url

    @property
    def accounts(self) -> Literal["one", "several"]:
        """Whether the store keeps Unix accounts apart. Asks the file system; raises Unavailable."""
        with self._errors():
            return "several" if is_for_several(self.root) else "one"

    async def prepare(self, keys: Keys, me: str) -> None:
        def make() -> None:
            with self._errors():
                if is_for_several(self.root):
                    make_places(self.root, keys, me)
                else:
                    self._make(keys.mailbox(me))

        await asyncio.to_thread(make)
        if time.monotonic() - self._cleaned > _DAY:
            yesterday = (await self.now()).timestamp() - _DAY
            try:
                await asyncio.to_thread(self._clean, keys, me, yesterday)
            except Unavailable as error:
                log.warning("What killed servers left cannot be removed: %s", error.message)
            self._cleaned = time.monotonic()

    async def put(self, key: str, data: bytes) -> None:
        await asyncio.to_thread(self._write, key, (data,))

    async def put_file(self, key: str, path: Path) -> None:
        def chunks() -> Iterator[bytes]:
            with path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    yield chunk

        await asyncio.to_thread(self._write, key, chunks())

    async def get(self, key: str, limit: int) -> bytes:
        return await asyncio.to_thread(lambda: b"".join(self._read(key, limit)))

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        def read(reader: Reader, key: str) -> bytes | CanvasShareError:
            try:
                with self._errors():
                    return reader.read_small(key, limit)
            except CanvasShareError as error:
                return error

        def read_all() -> list[bytes | CanvasShareError]:
            with self._errors(), Reader(self.root) as reader:
                return [read(reader, key) for key in keys]

        return await asyncio.to_thread(read_all)

    async def get_file(self, key: str, path: Path, limit: int) -> None:
        def copy() -> None:
            with path.open("wb") as target, closing(self._read(key, limit)) as chunks:
                for chunk in chunks:
                    target.write(chunk)

        await asyncio.to_thread(copy)

    async def list(
        self, prefix: str, start_after: str | None = None, end_before: str | None = None
    ) -> list[ObjectInfo]:
        def scan() -> list[ObjectInfo]:
            with self._errors(), Reader(self.root) as reader:
                return reader.list(prefix, start_after, end_before)

        return await asyncio.to_thread(scan)

    async def delete(self, key: str) -> None:
        def remove() -> None:
            *folders, name = check_key(key).split("/")
            with self._errors(), suppress(FileNotFoundError):
                with open_folder(self.root, folders) as folder, suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=folder)
                    sync_folder(folder)
                if folders[2] == "objects":
                    with open_folder(self.root, folders[:-1]) as above:
                        remove_empty_folder(above, folders[-1])

        await asyncio.to_thread(remove)

    async def changes(
        self,
        prefix: str,
        attended: Callable[[], bool],  # noqa: ARG002 (watching costs nothing)
    ) -> AsyncGenerator[None, None]:
        """By inotify or its like, and where that is silent, as on NFS, by the folder's time, which
        is looked at once a second."""
        folder = self.root / check_prefix(prefix)

        def make() -> None:
            with self._errors():
                if not is_for_several(self.root):
                    self._make(prefix)

        await asyncio.to_thread(make)
        with self._errors():
            async with aclosing(folder_changes.changes(folder)) as changes:
                async for _ in changes:
                    yield

    async def now(self) -> datetime:
        """This machine's clock, put right by the time the file system gives to a new file."""
        if self._offset is None or time.monotonic() - self._offset[0] > _CLOCK_SECONDS:
            offset = self._offset[1] if self._offset else timedelta(0)
            try:
                offset = await asyncio.to_thread(self._measure_clock)
            except Unavailable as error:
                # what is there can be read all the same
                if error.details["errno"] not in _NO_MORE_FILES:
                    raise
                log.warning("The clock of the store cannot be had: %s", error.message)
            self._offset = (time.monotonic(), offset)
        return datetime.now(UTC) + self._offset[1]

    def _measure_clock(self) -> timedelta:
        with self._errors():
            make_root(self.root)
            path = self.root / f".{secrets.token_hex(8)}.clock"
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

    def _make(self, prefix: str) -> None:
        make_root(self.root)
        with open_folder(self.root, prefix.removesuffix("/").split("/"), make_from=0):
            pass

    def _write(self, key: str, chunks: Iterable[bytes]) -> None:
        *folders, name = check_key(key).split("/")
        with self._errors():
            for left in reversed(range(_TRIES)):
                try:
                    self._write_once(folders, name, chunks)
                    return
                except FolderGone:
                    # a SharedModel's folder was empty, and ``delete`` took it away at that moment
                    if not left:
                        raise

    def _write_once(self, folders: Sequence[str], name: str, chunks: Iterable[bytes]) -> None:
        with ExitStack() as stack:
            several = is_for_several(self.root)
            if several:
                # a sender never makes, and so never owns, another's folder
                make = open_folder(self.root, folders, make_from=4, mode=SHARE)
            else:
                make_root(self.root)
                make = open_folder(self.root, folders, make_from=0)
            try:
                folder = stack.enter_context(make)
            except FileNotFoundError as error:
                raise Unavailable(
                    f"{folders[3]} has no place on the store {self.url} yet: it is made when they "
                    "start their server. What is for them is sent then.",
                    code="store_unavailable",
                    details={"store": self.url, "profile": folders[3], "errno": error.errno},
                ) from error
            status = status_of(folder, name)
            mine = status is not None and (not several or status.st_uid == os.geteuid())
            if status and mine and stat.S_ISREG(status.st_mode):
                # whoever wrote it may have died before it was durable
                sync_file(folder, name)
                return
            try:
                write_file(folder, name, chunks, FILE if several else None)
            except PermissionError as error:
                if status is None:
                    raise
                key = "/".join((*folders, name))
                raise Unavailable(
                    f"Another account (uid {status.st_uid}) has put something of its own where "
                    f"{key} belongs. Ask {folders[3]} or the administrator to remove it.",
                    code="store_unavailable",
                    details={"store": self.url, "uid": status.st_uid, "errno": error.errno},
                ) from error

    def _read(self, key: str, limit: int) -> Generator[bytes, None, None]:
        with self._errors(), Reader(self.root) as reader:
            yield from reader.read(key, limit)

    def _clean(self, keys: Keys, me: str, before: float) -> None:
        """Remove what killed servers left in the places of ``me`` before then, in s since 1970."""
        domain = ("domains", keys.domain)
        with self._errors():
            with open_folder(self.root, ()) as root:
                remove_old(root, before, owner=os.geteuid())
            for kind, depth in (("mailboxes", 0), ("profiles", 0), ("objects", 1)):
                with suppress(FileNotFoundError), ExitStack() as stack:
                    folder = stack.enter_context(open_folder(self.root, (*domain, kind, me)))
                    remove_old(folder, before, depth=depth)

    def _errors(self) -> AbstractContextManager[None]:
        return explained(self.url)

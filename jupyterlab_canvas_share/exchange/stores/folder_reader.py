"""Reading and listing the files of a folder store."""

from __future__ import annotations

import os
import stat
from bisect import bisect
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...model.errors import NotFound
from ..keys import check_key, check_prefix, is_prefix
from .folder_accounts import Authors, is_for_several, open_authors
from .folder_files import open_file, open_folder, open_for_listing, read_chunks, status_of
from .store import ObjectInfo, missing, too_large

_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
#: About so many names are sorted at a time.
_PIECE = 1000


class Reader:
    """Reads below ``root``; keeps open the folder that it last read from. Raises OSError."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._several = is_for_several(root)
        self._opened: tuple[str, int, Authors | None] | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, key: str, limit: int) -> Iterator[bytes]:
        """The content in pieces.

        Raises NotFound (``object_missing``): it is not there, or not its author's; TooLarge.
        """
        file, size = self._open_file(key)
        try:
            left = limit
            for chunk in read_chunks(file, size, limit):
                left -= len(chunk)
                if left < 0:
                    raise too_large(key, limit)
                yield chunk
        finally:
            os.close(file)

    def read_small(self, key: str, limit: int) -> bytes:
        """Like ``read``, at once: of 100,000 mails the pieces would cost as much as the reading."""
        file, size = self._open_file(key)
        try:
            if size > limit:
                raise too_large(key, limit)
            data = os.read(file, size)
            # the rest of one that was read in part
            while len(data) < size and (more := os.read(file, size - len(data))):
                data += more
            return data
        finally:
            os.close(file)

    def list(self, prefix: str, after: str | None, before: str | None) -> list[ObjectInfo]:
        """Every file with ``after < key < before`` below the prefix, sorted by key."""
        try:
            folder, authors = self._open(check_prefix(prefix).removesuffix("/"))
        except FileNotFoundError:
            return []
        # a sender can give a file any time of writing; but not the time of its last change, which
        # is when it came into a mailbox
        changes_count = prefix.split("/")[2] == "mailboxes"
        with open_for_listing(folder) as listed:
            listing = _Listing(after, before, authors, changes_count)
            return _sorted_by_key([*listing.scan(listed, prefix)])

    def _open_file(self, key: str) -> tuple[int, int]:
        """The open file, which is the caller's to close, and its size."""
        parent, _, name = check_key(key).rpartition("/")
        try:
            folder, authors = self._open(parent)
            file = open_file(folder, name)
        except FileNotFoundError:
            raise missing(key) from None
        try:
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                raise NotFound(f"{key} is not a file.", code="object_missing")
            # of the open file: what the name stands for may be another one by now
            if authors and not authors.wrote(key, status):
                raise NotFound(
                    f"{key} was written by another account (uid {status.st_uid}) than its "
                    "author's.",
                    code="object_missing",
                    details={"uid": status.st_uid},
                )
        except BaseException:
            os.close(file)
            raise
        return file, status.st_size

    def _open(self, parent: str) -> tuple[int, Authors | None]:
        if self._opened is None or self._opened[0] != parent:
            self._opened = None
            self._stack.close()
            names = parent.split("/")
            folder = self._stack.enter_context(open_folder(self._root, names))
            authors = None
            if self._several:
                authors = self._stack.enter_context(open_authors(self._root, names[:2]))
            self._opened = (parent, folder, authors)
        return self._opened[1:]


@dataclass(frozen=True)
class _Listing:
    after: str | None
    before: str | None
    authors: Authors | None
    changes_count: bool

    def scan(self, folder: int, prefix: str) -> Iterator[ObjectInfo]:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                key = prefix + name
                # neither of these two asks the file system about the name
                if entry.is_dir(follow_symlinks=False):
                    # whoever may write here may make folders without end
                    if is_prefix(f"{key}/"):
                        yield from self._scan_below(folder, name, f"{key}/")
                elif self._wants(key):
                    status = status_of(folder, name)
                    if status and stat.S_ISREG(status.st_mode):
                        yield self._info(key, status)

    def _scan_below(self, folder: int, name: str, prefix: str) -> Iterator[ObjectInfo]:
        try:
            with open_for_listing(folder, name) as listed:
                yield from self.scan(listed, prefix)
        except (PermissionError, FileNotFoundError, NotADirectoryError):
            # somebody made a folder that nobody may read, or took it away since
            return

    def _wants(self, key: str) -> bool:
        return (self.after is None or key > self.after) and (
            self.before is None or key < self.before
        )

    def _info(self, key: str, status: os.stat_result) -> ObjectInfo:
        modified = max(status.st_mtime, status.st_ctime) if self.changes_count else status.st_mtime
        # some of what a file system can hold, datetime cannot
        modified = min(max(modified, 0), _LATEST)
        return ObjectInfo(
            key,
            status.st_size,
            datetime.fromtimestamp(modified, UTC),
            self.authors is None or self.authors.wrote(key, status),
        )


def _sorted_by_key(found: list[ObjectInfo]) -> list[ObjectInfo]:
    """In pieces: to sort 200,000 names at once would hold up every thread for 0.1 s."""
    limits = sorted([info.key for info in found[::_PIECE]])
    pieces: list[list[ObjectInfo]] = [[] for _ in range(len(limits) + 1)]
    for info in found:
        pieces[bisect(limits, info.key)].append(info)
    return [info for piece in pieces for info in sorted(piece, key=lambda info: info.key)]

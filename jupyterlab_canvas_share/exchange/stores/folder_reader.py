"""Reading and listing the files of a folder store."""

from __future__ import annotations

import os
import stat
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
        parent, _, name = check_key(key).rpartition("/")
        try:
            folder, authors = self._open(parent)
            with open_file(folder, name) as file:
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
                left = limit
                for chunk in read_chunks(file, status.st_size, limit):
                    left -= len(chunk)
                    if left < 0:
                        raise too_large(key, limit)
                    yield chunk
        except FileNotFoundError:
            raise missing(key) from None

    def list(self, prefix: str, after: str | None, before: str | None) -> Iterator[ObjectInfo]:
        """Every file with ``after < key < before`` below the prefix, in no order."""
        try:
            folder, authors = self._open(check_prefix(prefix).removesuffix("/"))
        except FileNotFoundError:
            return
        with open_for_listing(folder) as listed:
            yield from _Listing(after, before, authors).scan(listed, prefix)

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
        # a sender can give a file any time of writing, even one that datetime does not hold; but
        # not the time of its last change, which is when it came into a mailbox
        changed = status.st_ctime if key.split("/")[2] == "mailboxes" else 0
        modified = min(max(status.st_mtime, changed, 0), _LATEST)
        return ObjectInfo(
            key,
            status.st_size,
            datetime.fromtimestamp(modified, UTC),
            self.authors is None or self.authors.wrote(key, status),
        )

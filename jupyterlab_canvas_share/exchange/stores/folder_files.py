"""Files in a folder that others may write to: opened without following a link, written durably.

Folders are held open and their names looked up below them, so nobody can put a link in the way
between a check and the use.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

#: For looking up names below a folder: other than reading it, this needs no right to list it.
_SEARCH = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY
_LIST = os.O_RDONLY | os.O_DIRECTORY
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
# a pipe must not block whoever opens it
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.(tmp|clock)")
CHUNK = 1 << 20
#: There are files in it, or somebody else removed it.
_STAYS = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}


class FolderGone(OSError):
    """A folder was empty, and removed, while a file was to be put into it. Nothing was written."""


@contextmanager
def open_folder(
    root: Path, names: Sequence[str], *, make_from: int | None = None, mode: int | None = None
) -> Iterator[int]:
    """The folder ``root/names[0]/names[1]/...``, for lookups below it.

    ``names[make_from:]`` are made where missing, with exactly ``mode`` if given. Only ``root`` may
    be reached through links; raises NotADirectoryError for any other, and FolderGone for one that
    was made here.
    """
    folder = os.open(root, _SEARCH)
    try:
        for depth, name in enumerate(names):
            make = make_from is not None and depth >= make_from
            if make:
                make_folder(folder, name, mode)
            try:
                below = os.open(name, _SEARCH | os.O_NOFOLLOW, dir_fd=folder)
            except FileNotFoundError as error:
                if make:
                    raise FolderGone(*error.args) from error
                raise
            os.close(folder)
            folder = below
        yield folder
    finally:
        os.close(folder)


@contextmanager
def open_for_listing(folder: int, name: str = ".") -> Iterator[int]:
    """The folder ``name`` below an open one, itself by default, for listing and syncing."""
    file = os.open(name, _LIST | os.O_NOFOLLOW, dir_fd=folder)
    try:
        yield file
    finally:
        os.close(file)


def make_folder(parent: int, name: str, mode: int | None = None) -> None:
    """Make a folder unless it is there, durably, with exactly ``mode`` whatever the umask."""
    try:
        # in a store of several accounts nobody may be faster than the chmod
        os.mkdir(name, 0o777 if mode is None else 0o700, dir_fd=parent)
    except FileExistsError:
        return
    if mode is not None:
        with open_for_listing(parent, name) as made:
            os.fchmod(made, mode)
    sync_folder(parent)


def remove_empty_folder(parent: int, name: str) -> None:
    """Remove a folder if there is nothing in it."""
    try:
        os.rmdir(name, dir_fd=parent)
    except OSError as error:
        if error.errno not in _STAYS:
            raise
    else:
        sync_folder(parent)


def make_root(root: Path) -> None:
    """Make the folder ``root`` and what is missing above it, durably."""
    missing = []
    while not root.is_dir():
        missing.append(root)
        root = root.parent
    for path in reversed(missing):
        with open_folder(path.parent, ()) as parent:
            make_folder(parent, path.name)


def sync_folder(folder: int) -> None:
    """Make names in an open folder durable. Raises PermissionError: it may not be listed."""
    with open_for_listing(folder) as listed:
        os.fsync(listed)


def sync_name(folder: int, file: int) -> None:
    """Make the name of a file in an open folder durable, whoever's folder it is.

    Who may not list a folder cannot sync it. The file is synced again instead: a rename changes the
    file's inode in the same transaction as its folder, and Linux file systems (ext4, XFS, btrfs)
    write transactions in order and whole; an NFS server answers a rename when it is durable.
    """
    with ExitStack() as stack:
        try:
            synced = stack.enter_context(open_for_listing(folder))
        except PermissionError:
            synced = file
        os.fsync(synced)


def status_of(folder: int, name: str) -> os.stat_result | None:
    """The status of a name itself, not of what it links to; None if it is not there."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def write_file(folder: int, name: str, chunks: Iterable[bytes], mode: int | None = None) -> None:
    """Write a file that appears whole or not at all, with exactly ``mode`` if given.

    Raises FolderGone, before it asks for the first chunk.
    """
    temporary = f".{secrets.token_hex(8)}.tmp"
    # with a mode to come nobody else may open it before
    try:
        file = os.open(temporary, _CREATE, 0o666 if mode is None else 0o600, dir_fd=folder)
    except FileNotFoundError as error:
        raise FolderGone(*error.args) from error
    try:
        try:
            for chunk in chunks:
                _write_all(file, chunk)
            if mode is not None:
                os.fchmod(file, mode)
            os.fsync(file)
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            # where even this fails, the name begins with a dot and is never listed
            with suppress(OSError):
                os.unlink(temporary, dir_fd=folder)
            raise
        sync_name(folder, file)
    finally:
        os.close(file)


def sync_file(folder: int, name: str) -> None:
    """Make a file durable whose writer may have died before it did so."""
    file = open_file(folder, name)
    try:
        os.fsync(file)
        sync_name(folder, file)
    finally:
        os.close(file)


def open_file(folder: int, name: str) -> int:
    """A file for reading, to be closed. Raises OSError for a link; a pipe is opened and never
    blocks."""
    return os.open(name, _READ, dir_fd=folder)


def read_chunks(file: int, size: int, limit: int) -> Iterator[bytes]:
    """The content of an open file of ``size`` bytes up to the first byte over ``limit``, which is
    included; of one that grows meanwhile it may be the first ``size`` bytes."""
    left, expected = limit + 1, size
    # no larger than it needs to be: to make room for much takes longer than to read little
    while left and (chunk := os.read(file, min(left, CHUNK, max(expected + 1, 4096)))):
        left -= len(chunk)
        expected -= len(chunk)
        yield chunk
        if expected == 0:
            return


def remove_old(folder: int, before: float, owner: int | None = None, depth: int = 0) -> None:
    """Remove the temporary files of killed servers last written ``before``, in s since 1970; only
    an owner's if given, and also from folders down to ``depth`` below, which go when empty."""
    with open_for_listing(folder) as listed:
        with os.scandir(listed) as entries:
            names = [each.name for each in entries if depth or each.name.startswith(".")]
        for name in names:
            status = status_of(listed, name)
            if status is None:
                continue
            if stat.S_ISDIR(status.st_mode) and depth:
                with open_for_listing(listed, name) as below:
                    remove_old(below, before, owner, depth - 1)
                remove_empty_folder(listed, name)
            elif (
                stat.S_ISREG(status.st_mode)
                and _TEMPORARY.fullmatch(name)
                and status.st_mtime < before
                and owner in (None, status.st_uid)
            ):
                with suppress(FileNotFoundError):  # another server of this person was faster
                    os.unlink(name, dir_fd=listed)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]

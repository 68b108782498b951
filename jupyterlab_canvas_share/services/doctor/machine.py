"""Versions, and the disk that the index lies on."""

from __future__ import annotations

import asyncio
import platform
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ...exchange.index.index import Index
from ...exchange.stores.store import INSTALL, names_bucket
from ...model.errors import CanvasShareError
from .checks import Check, failed

_MOUNTS = Path("/proc/self/mounts")
#: File systems whose locks and memory maps SQLite cannot rely on (https://sqlite.org/wal.html).
_REMOTE = re.compile(
    r"nfs\d?|cifs|smb\w*|9p|afs|ceph|lustre|glusterfs|beegfs|ncpfs|gpfs"
    r"|fuse\.(?:sshfs|s3fs|rclone|glusterfs|gcsfuse|mount-s3|goofys|juicefs|ceph\w*)"
)


#: The oldest SQLite that has all that the index asks of it.
_SQLITE = (3, 38)


def check_versions(
    store: str, sqlite: tuple[int, ...] = sqlite3.sqlite_version_info
) -> Iterator[Check]:
    found = [f"jupyterlab-canvas-share {version('jupyterlab-canvas-share')}"]
    found.append(f"Python {platform.python_version()}")
    trigram = "with" if _has_trigram() else "without"
    found.append(f"SQLite {sqlite3.sqlite_version} {trigram} FTS5 trigram")
    if sqlite < _SQLITE:
        yield Check(
            "problem",
            "versions",
            f"This Python's SQLite, {'.'.join(map(str, sqlite))}, is too old for the index.",
            f"Use a Python with SQLite {'.'.join(map(str, _SQLITE))} or newer, such as conda's.",
        )
    if names_bucket(store):
        try:
            found += [f"{package} {version(package)}" for package in ("obstore", "boto3")]
        except PackageNotFoundError as error:
            yield Check(
                "problem",
                "versions",
                f"A bucket as the store needs the package {error.name}.",
                INSTALL,
            )
    yield Check("ok", "versions", ", ".join(found))


def _has_trigram() -> bool:
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'trigram')")
        except sqlite3.OperationalError:
            return False
    return True


async def check_index_folder(cache_dir: Path, mounts: Path = _MOUNTS) -> Check:
    """An index is made there, and taken away again."""
    kind = file_system(cache_dir, mounts)
    if kind and _REMOTE.fullmatch(kind):
        return Check(
            "problem",
            "index",
            f"The index would lie in {cache_dir}, on a network file system ({kind}), where SQLite "
            "loses data.",
            "Set CanvasShare.cache_dir to a folder on a local disk.",
        )
    try:
        await asyncio.to_thread(cache_dir.mkdir, 0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_dir, prefix="doctor-") as folder:
            index = Index(Path(folder) / "index.sqlite", "doctor", "doctor")
            try:
                await index.open()
            finally:
                await index.close()
    except OSError as error:
        return Check(
            "problem",
            "index",
            f"No index can be made in {cache_dir}: {error.strerror or error}.",
            "Set CanvasShare.cache_dir to a folder on a local disk that you may write to.",
        )
    except CanvasShareError as error:
        return failed("index", error)
    return Check("ok", "index", f"{cache_dir} can hold it" + (f" ({kind})" if kind else ""))


def file_system(path: Path, mounts: Path) -> str | None:
    """The type of the file system that ``path`` is or would be on; None where nobody tells."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    places = {
        Path(_unescape(fields[1])): fields[2] for line in lines if len(fields := line.split()) > 2
    }
    path = path.resolve()
    return next((places[each] for each in (path, *path.parents) if each in places), None)


def _unescape(field: str) -> str:
    """Blanks in a mount point are written as ``\\040`` (fstab(5))."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)

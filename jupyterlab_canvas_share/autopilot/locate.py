"""Where the input of a job lies: a file, or a folder of parts, below the server's root."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from ..model.errors import NotFound, Refused

#: Files of a folder that are parts of one table; what begins with a dot or an underscore is none.
_PART = re.compile(r"[^._].*\.(csv|tsv|parquet)(\.gz)?", re.IGNORECASE | re.DOTALL)
#: Amazon's Autopilot lists no more of a prefix either.
MAX_PARTS = 1_000


@dataclass(frozen=True)
class Located:
    """One file, or the parts in a folder sorted by name; ``size`` is their bytes on disk."""

    path: Path
    files: tuple[Path, ...]
    size: int


def locate(root: Path, path: str) -> Located:
    """The file or folder ``path`` below ``root``. Raises NotFound ``no_such_file`` if there is
    none, or no table in the folder, and Refused ``path_outside_root`` for a path or a symbolic
    link that leads out of it, ``name_not_text`` or ``too_many_parts``."""
    root = root.resolve()
    try:
        found = (root / path.removeprefix("/")).resolve()
        there = found.is_relative_to(root) and (found.is_file() or found.is_dir())
    except (OSError, ValueError, RuntimeError):  # a loop of links, or a NUL byte
        there, found = False, root
    _check_inside(root, found, path)
    if not there:
        raise NotFound(
            f"There is no file “{path}”. Check the path; it starts at the server's folder.",
            code="no_such_file",
            details={"path": path},
        )
    files = (found,) if found.is_file() else _parts(root, found, path)
    for file in files:
        _check_name(file)
    return Located(found, files, sum(file.stat().st_size for file in files))


def _parts(root: Path, folder: Path, path: str) -> tuple[Path, ...]:
    try:
        named = sorted(entry for entry in folder.iterdir() if _PART.fullmatch(entry.name))
        files = tuple(entry for entry in named if entry.is_file())
    except PermissionError:
        raise Refused(
            f"The folder “{path}” may not be read. Ask its owner for the right to.",
            code="not_readable",
        ) from None
    for file in files:
        _check_inside(root, file.resolve(), file.name)
    if not files:
        raise NotFound(
            f"The folder “{path}” holds no CSV or Parquet file. Choose a file, or a folder with "
            "the parts of one table directly in it.",
            code="no_such_file",
            details={"path": path},
        )
    if len(files) > MAX_PARTS:
        raise Refused(
            f"The folder “{path}” holds {len(files):,} parts; at most {MAX_PARTS:,} can be read. "
            "Write the table in fewer, larger files.",
            code="too_many_parts",
            details={"parts": len(files), "limit": MAX_PARTS},
        )
    return files


def _check_inside(root: Path, found: Path, path: str) -> None:
    if not found.is_relative_to(root):
        raise Refused(
            f"“{path}” leads out of the server's folder. Copy the file into it and choose that.",
            code="path_outside_root",
        )


def _check_name(file: Path) -> None:
    """A name may be any bytes, but what we write of it is text."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(Path(*file.parts[-2:])).decode(errors="replace")
        raise Refused(
            f"The name of “{shown}” is not UTF-8. Rename the file, or the folder it is in.",
            code="name_not_text",
        ) from None

"""Files as tables in the server itself; what could end it, another process looks at first.

``python -m jupyterlab_canvas_share.autopilot.tables``: paths as JSON on standard input, a dot for
each on standard output. What the footer of a Parquet file says of nested columns is built by
recursion, so a few kilobytes of it can end the process that reads them, or fill its memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from ..bundle.environment import without_secrets
from ..model.errors import CanvasShareError, Refused
from ..transforms import parquet
from ..transforms.content import recognise
from ..transforms.parts import RawTable, read_parts
from .memory import limit_bytes, table_bytes

#: For the footers of a thousand parts.
_SECONDS, _BYTES = 60, 2 << 30
#: A file by its path, inode, bytes and time of change.
_File = tuple[str, int, int, int]


def read_files(files: Sequence[Path]) -> RawTable:
    """``parts.read_parts`` within the memory that there is. Raises what that raises."""
    packed = tuple(_identity(file) for file in files if recognise(file) == "parquet")
    if packed:
        _check_footers(packed)
    return read_parts(files, table_bytes())


def _identity(path: Path) -> _File:
    facts = path.stat()
    return str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns


@lru_cache(maxsize=64)
def _check_footers(files: tuple[_File, ...]) -> None:
    """Once for the same files: a preview comes before the experiment. Raises Refused
    ``broken_parquet`` for a file that ended the process."""
    asked = json.dumps([path for path, *_ in files]).encode()
    with subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=without_secrets(),
        start_new_session=True,
    ) as process:
        try:
            looked_at, _ = process.communicate(asked, timeout=2 * _SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            looked_at, _ = process.communicate()
    if len(looked_at) < len(files):
        name = Path(files[len(looked_at)][0]).name
        raise Refused(
            f"“{name}” is a damaged Parquet file: reading the list of its columns ends the process "
            "that reads it, or never ends. Write it again.",
            code="broken_parquet",
        )


def main() -> None:
    limit_bytes(_BYTES)
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # less than any thread of the server has
    threading.stack_size(1 << 20)
    looking = threading.Thread(target=_look_at, args=(json.load(sys.stdin),))
    looking.start()
    looking.join()


def _look_at(paths: Sequence[str]) -> None:
    for path in paths:
        # the server will meet the same errors, and tell them
        with suppress(CanvasShareError):
            parquet.header(Path(path))
        sys.stdout.write(".")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""What takes long to make is made once for all of pytest's workers: by the first that needs it."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_FOLDER = "CANVAS_SHARE_MADE_ONCE"


def open_folder() -> None:
    """Called in pytest's first process, before the workers, who inherit its environment."""
    if _FOLDER not in os.environ:
        os.environ[_FOLDER] = tempfile.mkdtemp(prefix="made-once-")
        atexit.register(shutil.rmtree, os.environ[_FOLDER], ignore_errors=True)


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` that ``make`` has filled; a failure leaves it to the next who asks."""
    base = Path(os.environ[_FOLDER])
    folder, ready = base / name, base / f"{name}.ready"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            ready.touch()
    return folder

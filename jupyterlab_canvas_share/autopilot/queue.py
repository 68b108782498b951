"""One experiment trains at a time: the others wait for a lock, in no order that is promised."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_POLL_SECONDS = 0.2
_NAME_BYTES = 256


class TrainingLock:
    """The lock of all experiments in one folder. The kernel frees it when its process ends, however
    it ends; so nobody waits for the dead."""

    def __init__(self, folder: Path) -> None:
        self._handle = os.open(folder / ".training.lock", os.O_RDWR | os.O_CREAT, 0o600)

    def acquire(self, name: str, waiting: Callable[[str, float], None]) -> None:
        """Return once the lock is ours, under our ``name``. Until then call ``waiting`` again and
        again with the name of who has it and the seconds to sleep; it may raise."""
        while not self._try():
            waiting(self._holder(), _POLL_SECONDS)
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, name.encode(), 0)

    def _try(self) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _holder(self) -> str:
        return os.pread(self._handle, _NAME_BYTES, 0).decode(errors="replace")

"""When to look at a folder again: cheap while nothing changes, and never wrong about it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from time import monotonic

log = logging.getLogger(__name__)

#: A file system may count a folder's times in steps of so many seconds.
_GRANULARITY = 2.0
#: Where neither a watch nor the folder's time shows what is new.
_ANYHOW = 60.0


async def changes(folder: Path) -> AsyncGenerator[None, None]:
    """Wakes when the folder may hold something new: told by inotify or its like, or, once a second,
    by the folder's own time; each minute without cause. Raises OSError: it cannot be looked at."""
    times = _Times(folder)
    async with aclosing(_wakes(folder)) as wakes:
        async for told in wakes:
            # also when told: what is seen by this look need not be looked at twice
            if await asyncio.to_thread(times.moved) or told:
                times.looked()
                yield


async def _wakes(folder: Path) -> AsyncGenerator[bool, None]:
    """Whether something was told; at least once a second."""
    from watchfiles import awatch

    try:
        async for told in awatch(
            folder,
            watch_filter=lambda _, path: not os.path.basename(path).startswith("."),  # noqa: PTH119
            debounce=50,
            step=5,
            rust_timeout=1000,
            yield_on_timeout=True,
            recursive=False,
        ):
            yield bool(told)
    # out of inotify watches, not on this system, or somebody made a name that is no UTF-8;
    # some of these come in an ExceptionGroup
    except Exception as error:
        log.warning("Cannot watch %s (%s); looking every second instead", folder, error)
        while True:
            await asyncio.sleep(1)
            yield False


class _Times:
    """A folder's modification time, by the store's clock, against this machine's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._since = self._last = float("-inf")

    def moved(self) -> bool:
        status = self._folder.stat()
        # a folder that was put in place of another has another inode
        seen = (status.st_ino, status.st_mtime_ns)
        if seen != self._seen:
            self._seen, self._since = seen, monotonic()
        # a file that came within the same step of the clock as the last look left no other time
        return monotonic() - self._since <= _GRANULARITY or monotonic() - self._last >= _ANYHOW

    def looked(self) -> None:
        self._last = monotonic()

"""The garbage collector: what it need not look at, and when it had better wait."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds between two looks for modules that were imported meanwhile.
_LOOK = 5.0
#: What lives at a time while a mailbox is read stays below this many objects.
_YOUNG = 100_000

_readers = 0
_usual = gc.get_threshold()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the collector wait for more.

    Reading makes millions of objects that die by themselves a moment later, but not before the
    collector took them for old ones. It would spend a fifth of the time on looking at all objects
    of the server again, and hold up the event loop each time.
    """
    global _readers, _usual  # noqa: PLW0603 (the collector is the process's, too)
    if not _readers:
        _usual = gc.get_threshold()
        gc.set_threshold(_YOUNG, *_usual[1:])
    _readers += 1
    try:
        yield
    finally:
        _readers -= 1
        if not _readers:
            gc.set_threshold(*_usual)


async def leave_modules_out() -> None:
    """Take what stays in memory out of the collector's sight, for as long as this is not cancelled.

    Those are some 300,000 objects of all of Jupyter's, and later of what is imported when it is
    first needed. A full round over them would hold up the event loop for 0.1 s and more, and come
    every few seconds under load.
    """
    modules = 0
    while True:
        if len(sys.modules) > modules:
            modules = len(sys.modules)
            gc.collect()
            gc.freeze()
        await asyncio.sleep(_LOOK)

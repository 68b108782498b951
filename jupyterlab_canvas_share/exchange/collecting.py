"""The garbage collector while very much is read at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

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

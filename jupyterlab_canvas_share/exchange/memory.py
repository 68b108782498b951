"""What of a mailbox needs no more reading: kept in memory, so that a look costs no query.

Only hashes are kept, of 64 bits and with a secret of this process: that one of a million names is
taken for another happens less than once in ten million servers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from .index.index import Index


class Memory:
    """Names of files in a mailbox. It follows the index: what that lost is to be read again, but is
    no news to anybody who was told of it before."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._generation: int | None = None
        self._noted: set[int] = set()
        self._told: set[int] = set()
        self._skipped: set[int] = set()

    async def prepare(self) -> None:
        """Begin with what is in the index, if it is not the one of the last time."""
        generation = self._index.generation
        if generation != self._generation:
            noted = await self._index.ask(_names)
            self._told |= self._noted
            self._noted = noted
            self._generation = generation

    def holds(self, file: str) -> bool:
        """Whether the file needs no reading now."""
        key = hash(file)
        return key in self._noted or key in self._skipped

    def note(self, files: Iterable[str], generation: int) -> None:
        """These files were read into the index of that generation, or need not be."""
        same = generation == self._generation
        # a step of the interpreter for each, so that others have their turn between very many
        (self._noted if same else self._told).update(hash(file) for file in files)

    def skip(self, files: Iterable[str]) -> None:
        """Leave these files unread until ``read_skipped``."""
        self._skipped.update(map(hash, files))

    def read_skipped(self) -> None:
        self._skipped.clear()

    def was_told(self, name: str) -> bool:
        """Whether this mail was in an index that this server lost."""
        return hash(f"{name}.json") in self._told


def _names(db: sqlite3.Connection) -> set[int]:
    # what did not parse has no author, and its whole name
    rows = db.execute("SELECT name, author IS NULL FROM events")
    return {hash(name if unparsable else f"{name}.json") for name, unparsable in rows}

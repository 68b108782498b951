"""Mails that wait to be read, in an order in which no sender's flood starves the others."""

from __future__ import annotations

from collections import deque
from datetime import datetime

from .keys import MailName
from .stores.store import ObjectInfo

Mail = tuple[MailName, ObjectInfo]
#: A mail's ulid and sha256, and its line of the list.
_Plain = tuple[str, str, str, int, datetime, bool]

#: So many mails of one author are read before the next author's turn.
TURN = 50
#: So many mails, and about so many bytes of them, are read at a time: the turns of several authors,
#: or of one that nobody waits behind.
_BATCH = 1000
_BATCH_BYTES = 8 * 1024**2


class Waiting:
    """First one's own records, which say who may answer and who is blocked; then a turn of each
    author, and again.

    Mails wait as tuples of plain values, which the garbage collector does not visit: with 100,000
    of them each of its rounds would stop the whole server.
    """

    def __init__(self, me: str) -> None:
        self._me = me
        self._by_author: dict[str, deque[_Plain]] = {}
        self._others: deque[str] = deque()
        self._names: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._names)

    def clear(self) -> None:
        self._by_author.clear()
        self._others.clear()
        self._names.clear()

    def put(self, name: MailName, info: ObjectInfo) -> None:
        """Add a mail; one that waits already keeps its place."""
        if info.key in self._names:
            return
        self._names.add(info.key)
        theirs = self._by_author.get(name.author)
        if theirs is None:
            theirs = self._by_author[name.author] = deque()
            if name.author != self._me:
                self._others.append(name.author)
        theirs.append((name.ulid, name.sha256, info.key, info.size, info.modified, info.authentic))

    def take(self) -> list[Mail]:
        """The next to read, at least one if any wait."""
        batch: list[Mail] = []
        room = _BATCH_BYTES
        while room > 0 and len(batch) < _BATCH and self._names:
            author = self._me if self._me in self._by_author else self._others.popleft()
            if batch and author != self._me == batch[-1][0].author:
                self._others.appendleft(author)
                break  # what others sent is judged by what these records say
            theirs = self._by_author[author]
            for _ in range(min(TURN, len(theirs))):
                ulid, sha256, key, size, modified, authentic = theirs.popleft()
                self._names.remove(key)
                info = ObjectInfo(key, size, modified, authentic)
                batch.append((MailName(ulid, sha256, author), info))
                room -= size
                if room <= 0:
                    break
            if not theirs:
                del self._by_author[author]
            elif author != self._me:
                self._others.append(author)
        return batch

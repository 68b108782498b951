"""Mails that wait to be read, in an order in which no sender's flood starves the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from .keys import MailName
from .stores.store import ObjectInfo

Mail = tuple[MailName, ObjectInfo]

#: So many mails of one author are read before the next author's turn.
TURN = 50
#: So many mails, and about so many bytes of them, are read at a time: the turns of several authors,
#: or of one that nobody waits behind.
_BATCH = 1000
_BATCH_BYTES = 8 * 1024**2


class Waiting:
    """First one's own records, which say who may answer and who is blocked; then a turn of each
    author, and again."""

    def __init__(self, me: str) -> None:
        self._me = me
        self._by_author: dict[str, deque[Mail]] = {}
        self._others: deque[str] = deque()
        self._names: set[MailName] = set()

    def __bool__(self) -> bool:
        return bool(self._names)

    def clear(self) -> None:
        self._by_author.clear()
        self._others.clear()
        self._names.clear()

    def put(self, mails: Iterable[Mail]) -> None:
        """Add mails; those that wait already keep their place."""
        for mail in mails:
            name = mail[0]
            if name in self._names:
                continue
            self._names.add(name)
            theirs = self._by_author.get(name.author)
            if theirs is None:
                theirs = self._by_author[name.author] = deque()
                if name.author != self._me:
                    self._others.append(name.author)
            theirs.append(mail)

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
                mail = theirs.popleft()
                self._names.remove(mail[0])
                batch.append(mail)
                room -= mail[1].size
                if room <= 0:
                    break
            if not theirs:
                del self._by_author[author]
            elif author != self._me:
                self._others.append(author)
        return batch

"""Deleting objects of one's own: of SharedModels that are over, and those that no record names.

A share that was cut off before its record leaves objects that nobody knows of. A week later they
are deleted, but never while a record of one's own could not be read: it might name them.
"""

from __future__ import annotations

import logging
from collections import defaultdict

from ..model.events import SharedModelId
from .index.index import Index
from .judging import MOVED
from .keys import Keys, is_key, milliseconds, parse_mail
from .lifetimes import Lifetimes
from .stores.store import ObjectInfo, ObjectStore

log = logging.getLogger(__name__)

#: How long, in ms, an object may wait for the record that names it.
UNNAMED = 7 * 24 * 3600 * 1000


class Cleaning:
    """Deletes below ``objects/<me>/``. All of it can be repeated, also by two servers at once."""

    def __init__(self, store: ObjectStore, keys: Keys, me: str, index: Index) -> None:
        self._store = store
        self._keys = keys
        self._me = me
        self._index = index
        self._lifetimes = Lifetimes(index, me)

    async def delete_objects(self, shared_model: SharedModelId) -> None:
        """Delete what this profile put into a SharedModel that was revoked. Raises Unavailable."""
        now = milliseconds(await self._store.now())
        found = await self._lifetimes.own_objects([shared_model], now)
        for name in found[shared_model].names:
            await self._store.delete(self._keys.object(self._me, shared_model, name))

    async def run(self) -> None:
        """Delete what is over, and what is older than a week and has no record.

        Raises Unavailable. Does nothing while the index lacks a record of this profile.
        """
        # the objects first: what is stored from here on cannot be missed in the records
        prefix = self._keys.objects(self._me)
        objects = await self._store.list(prefix)
        if not objects or not await self._knows_every_record():
            return
        now = milliseconds(await self._store.now())
        by_share: dict[SharedModelId, list[ObjectInfo]] = defaultdict(list)
        for info in objects:
            share = info.key.removeprefix(prefix).partition("/")[0]
            # what is no key of ours is not ours to delete
            if is_key(info.key):
                by_share[share].append(info)
        for share, named in (await self._lifetimes.own_objects(list(by_share), now)).items():
            for info in by_share[share]:
                is_named = info.key.rpartition("/")[2] in named.names
                is_old = milliseconds(info.modified) <= now - UNNAMED
                if named.over if is_named else is_old:
                    log.info("Deleting %s: %s", info.key, "over" if is_named else "no record")
                    await self._store.delete(info.key)

    async def _knows_every_record(self) -> bool:
        """Whether every record in one's own mailbox was read and accepted."""
        mailbox = self._keys.mailbox(self._me)
        records = set()
        for info in await self._store.list(mailbox):
            parsed = parse_mail(info.key.removeprefix(mailbox))
            if parsed and parsed[1] == "json" and parsed[0].author == self._me and info.authentic:
                records.add(str(parsed[0]))
        refused = {name for name, reason in await self._index.rejected() if reason != MOVED}
        missing = (records - await self._index.known("", "~")) | (records & refused)
        if missing:
            log.warning(
                "No object is deleted: %d records of %s cannot be read (the first is %s)",
                len(missing),
                self._me,
                min(missing),
            )
        return not missing

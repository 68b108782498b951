"""Whether the store can be reached and written to, and what it makes of a second write."""

from __future__ import annotations

import asyncio
import secrets
import shlex
from datetime import UTC, datetime, timedelta

from ...exchange.directory import Directory
from ...exchange.keys import Keys
from ...exchange.stores.folder import FolderStore
from ...exchange.stores.folder_errors import explained
from ...exchange.stores.store import ObjectStore
from ...model.errors import CanvasShareError, NotFound
from ...model.profiles import UserProfile
from .advice import advice
from .checks import Check, failed

#: The oldest there can be, so that nobody takes anything of the doctor's for news.
ULID = "0" * 26
_CLOCK = timedelta(seconds=5)
_LIMIT = 1024


async def check_place(store: ObjectStore) -> list[Check]:
    """To be asked first: the store's folder is made by whatever comes next. Raises Unavailable."""
    if not isinstance(store, FolderStore):
        return []
    with explained(store.url):
        if await asyncio.to_thread(store.root.exists):
            return []
    return [
        Check(
            "warning",
            "store",
            f"{store.root} was not there and has been made, so nobody shares over it yet.",
            "If colleagues already share, this is not their folder: correct CanvasShare.store, or "
            f"rm -r {shlex.quote(str(store.root))} and mount it there.",
        )
    ]


async def read_profiles(store: ObjectStore, keys: Keys) -> list[UserProfile]:
    """Everybody in the Domain. Raises Unavailable."""
    return await Directory(store, keys).profiles()


async def check_writing(store: ObjectStore, keys: Keys, me: str) -> Check:
    """An object of one's own is written, read and deleted, as shares are; the places that it
    belongs into are made if need be."""
    key = _fresh(keys, me)
    content = secrets.token_bytes(32)
    try:
        await store.prepare(keys, me)
        await store.put(key, content)
        try:
            found = await store.get(key, _LIMIT)
        finally:
            await store.delete(key)
        if found == content and not await _is_there(store, key):
            return Check("ok", "store", f"{store.url} can be read, written and deleted from")
    except CanvasShareError as error:
        return failed("store", error, advice(store, keys, me, error))
    return Check(
        "problem",
        "store",
        f"{store.url} does not give back what was written, or still has what was deleted.",
        "It must be consistent: a read after a write shows that write. Take another store.",
    )


async def check_guard(store: ObjectStore, keys: Keys, me: str) -> Check:
    """A second write of one key must change nothing. Nothing is lost where it does: a changed mail
    is refused by its digest. But its author could take it back."""
    key = _fresh(keys, me)
    try:
        await store.put(key, b"first")
        try:
            await store.put(key, b"second")
            found = await store.get(key, _LIMIT)
        finally:
            await store.delete(key)
    except CanvasShareError as error:
        return failed("second write", error)
    if found == b"first":
        return Check("ok", "second write", "an object that is there is not overwritten")
    return Check(
        "warning",
        "second write",
        "The store overwrites an object that is there. Readers refuse a mail that was changed, but "
        "its author could make it unreadable.",
        "Use a store that knows If-None-Match, as AWS S3 and SeaweedFS do.",
    )


async def check_clock(store: ObjectStore) -> Check:
    try:
        difference = datetime.now(UTC) - await store.now()
    except CanvasShareError as error:
        return failed("clock", error)
    seconds = difference.total_seconds()
    if abs(difference) <= _CLOCK:
        return Check("ok", "clock", "this machine's and the store's agree")
    return Check(
        "warning",
        "clock",
        f"This machine's clock is {abs(seconds):,.0f} s {'ahead of' if seconds > 0 else 'behind'} "
        "the store's. The exchange goes by the store's; S3 refuses requests from 15 minutes on.",
        "Turn on time synchronisation: timedatectl set-ntp true",
    )


async def _is_there(store: ObjectStore, key: str) -> bool:
    try:
        await store.get(key, _LIMIT)
    except NotFound:
        return False
    return True


def _fresh(keys: Keys, me: str) -> str:
    return keys.object(me, f"{ULID}.{me}", secrets.token_hex(16))

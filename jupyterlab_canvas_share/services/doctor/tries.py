"""Calls that the store must refuse.

A call that is allowed after all leaves nothing behind: what it wrote is deleted, and was under a
key so old, with a content so wrong, that no reader takes it in.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable

from ...exchange.keys import Keys, MailName, ProfileFile
from ...exchange.stores.store import ObjectStore
from ...model.errors import CanvasShareError, NotFound
from .checks import Check, is_refusal
from .store import ULID

TOPIC = "rights"


class Tries:
    """As the profile ``me``. ``fix`` is what to do where something is allowed."""

    def __init__(self, store: ObjectStore, keys: Keys, me: str, fix: str) -> None:
        self._store = store
        self._keys = keys
        self._me = me
        self._fix = fix

    async def refused(self, what: str, call: Awaitable[object]) -> Check:
        try:
            await call
        except NotFound:
            return self._allowed(what)
        except CanvasShareError as error:
            if is_refusal(error):
                return Check("ok", TOPIC, f"refused: to {what}")
            return Check("warning", TOPIC, f"Could not try to {what}. {error.message}")
        return self._allowed(what)

    async def write(self, what: str, key: str) -> Check:
        check = await self.refused(what, self._store.put(key, b"written by doctor"))
        if check.level == "problem":
            try:
                await self._store.delete(key)
            except CanvasShareError:
                left = f"{check.message} What was written could not be deleted: {key}"
                return Check(check.level, check.topic, left, check.fix)
        return check

    def mail(self, reader: str, author: str) -> str:
        """A key whose digest fits nothing."""
        return self._keys.mail(reader, MailName(ULID, secrets.token_hex(32), author))

    def object(self, author: str) -> str:
        return self._keys.object(author, f"{ULID}.{author}", secrets.token_hex(16))

    def profile(self, name: str) -> str:
        """Older than every other one of that name, so that it never counts."""
        return self._keys.profile(ProfileFile(name, ULID, secrets.token_hex(32)))

    def _allowed(self, what: str) -> Check:
        return Check("problem", TOPIC, f"The store allows {self._me} to {what}.", self._fix)

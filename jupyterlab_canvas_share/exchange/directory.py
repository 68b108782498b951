"""The profiles of a Domain, as files that are only ever added: the newest of each name counts."""

from __future__ import annotations

import asyncio
import logging
import re
import time

from pydantic import ValidationError

from ..model.errors import CanvasShareError, Unavailable
from ..model.profiles import UserProfile
from .keys import NAME_LIMIT, WINDOW, Keys, Ulids, first_ulid, milliseconds
from .stores.store import ObjectInfo, ObjectStore

log = logging.getLogger(__name__)

_FILE_LIMIT = 16 * 1024
#: How long a list of the profiles is used again, in seconds.
_FRESH = 2.0
_FILE = re.compile(r"([^/]+)/([^/]+)\.json")


class Directory:
    """Who is in the Domain. A file never changes, so each is read once."""

    def __init__(self, store: ObjectStore, keys: Keys) -> None:
        self._store = store
        self._keys = keys
        self._ulids = Ulids()
        self._read: dict[str, UserProfile | None] = {}
        self._forged: set[str] = set()
        self._profiles: list[UserProfile] = []
        self._listed = float("-inf")
        self._lock = asyncio.Lock()

    async def profiles(self, *, fresh: bool = False) -> list[UserProfile]:
        """Everybody, by name; at most 2 s old unless ``fresh``. Raises Unavailable."""
        async with self._lock:
            if fresh or time.monotonic() - self._listed > _FRESH:
                self._profiles = await self._list()
                self._listed = time.monotonic()
            return self._profiles

    async def register(self, profile: UserProfile) -> None:
        """Add a file that from now on counts for this name. Raises Unavailable."""
        ulid = self._ulids.next(await self._store.now())
        key = self._keys.profile(profile.name, ulid)
        await self._store.put(key, profile.model_dump_json().encode())
        self._listed = float("-inf")

    async def _list(self) -> list[UserProfile]:
        newest_first: dict[str, list[ObjectInfo]] = {}
        # a file from the future would speak for its name until then
        horizon = first_ulid(milliseconds(await self._store.now()) + WINDOW)
        for info in reversed(await self._store.list(self._keys.profiles)):
            match = _FILE.fullmatch(info.key.removeprefix(self._keys.profiles))
            if match and len(match[1]) <= NAME_LIMIT and match[2] < horizon:
                if info.authentic:
                    newest_first.setdefault(match[1], []).append(info)
                elif info.key not in self._forged:
                    self._forged.add(info.key)
                    log.warning("Ignored the profile file %r: another account wrote it", info.key)
        found = await asyncio.gather(
            *(self._newest(name, infos) for name, infos in newest_first.items())
        )
        profiles = [profile for profile in found if profile is not None]
        return sorted(profiles, key=lambda profile: (profile.name.casefold(), profile.name))

    async def _newest(self, name: str, newest_first: list[ObjectInfo]) -> UserProfile | None:
        for info in newest_first:
            if info.key not in self._read:
                try:
                    self._read[info.key] = await self._open(name, info)
                except Unavailable as error:
                    # tried again by the next list; an older file must not speak in its place
                    log.warning("Cannot read the profile file %r: %s", info.key, error)
                    return None
            if profile := self._read[info.key]:
                return profile
        return None

    async def _open(self, name: str, info: ObjectInfo) -> UserProfile | None:
        """None for a file that says nothing. Raises Unavailable: it cannot be read now."""
        try:
            data = await self._store.get(info.key, _FILE_LIMIT)
            profile = UserProfile.model_validate_json(data)
        except Unavailable:
            raise
        except (CanvasShareError, ValidationError) as error:
            log.warning("Ignored the profile file %r: %s", info.key, error)
            return None
        if profile.name != name:
            log.warning("Ignored the profile file %s: it speaks for %s", info.key, profile.name)
            return None
        return profile

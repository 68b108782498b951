"""The profiles of a Domain, as files that are only ever added: the newest of each name counts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Literal, NamedTuple

from pydantic import ValidationError

from ..model.errors import CanvasShareError, Refused, Unavailable
from ..model.profiles import UserProfile
from .keys import (
    WINDOW,
    Keys,
    ProfileFile,
    Ulids,
    first_ulid,
    from_milliseconds,
    milliseconds,
    parse_profile,
    ulid_milliseconds,
)
from .stores.store import ObjectInfo, ObjectStore

log = logging.getLogger(__name__)

_FILE_LIMIT = 16 * 1024
#: How long a list of the profiles is used again, in seconds.
_FRESH = 2.0


class Defect(NamedTuple):
    """What is wrong with the file under ``key``."""

    kind: Literal["bad_key", "forged", "too_large", "damaged", "unreadable"]
    key: str
    message: str


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
                self._profiles = await self._current()
                self._listed = time.monotonic()
            return self._profiles

    async def register(self, profile: UserProfile) -> None:
        """Add a file that from now on counts for this name. Raises Unavailable.

        Where all earlier files of the name are damaged, the first one's key still says since when
        the name is taken; a later time would make its person's older mail count as another's.
        """
        if all(each.name != profile.name for each in await self.profiles(fresh=True)):
            ulids = [file.ulid for file, _ in await self._files() if file.name == profile.name]
            if ulids:
                first = from_milliseconds(ulid_milliseconds(min(ulids)))
                profile = profile.model_copy(update={"since": min(profile.since, first)})
        data = profile.model_dump_json().encode()
        ulid = self._ulids.next(await self._store.now())
        key = self._keys.profile(ProfileFile.of(profile.name, ulid, data))
        await self._store.put(key, data)
        self._listed = float("-inf")

    async def defects(self) -> AsyncIterator[Defect]:
        """What is wrong with any file, whether it counts or not. Raises Unavailable: no list."""
        for info in await self._store.list(self._keys.profiles):
            file = self._parse(info)
            if file is None:
                yield Defect("bad_key", info.key, "the key does not parse")
            elif not info.authentic:
                yield Defect("forged", info.key, f"{file.name} did not write it")
            elif info.size > _FILE_LIMIT:
                yield Defect("too_large", info.key, f"{info.size} bytes; {_FILE_LIMIT} are read")
            else:
                try:
                    await self._open(file, info)
                except Refused as error:
                    yield Defect("damaged", info.key, error.message)
                except CanvasShareError as error:
                    yield Defect("unreadable", info.key, error.message)

    def _parse(self, info: ObjectInfo) -> ProfileFile | None:
        return parse_profile(info.key.removeprefix(self._keys.profiles))

    async def _files(self) -> list[tuple[ProfileFile, ObjectInfo]]:
        """Those that may count, oldest first."""
        # a file from the future would speak for its name until then
        horizon = first_ulid(milliseconds(await self._store.now()) + WINDOW)
        files = []
        for info in await self._store.list(self._keys.profiles):
            file = self._parse(info)
            if file and file.ulid < horizon:
                if info.authentic:
                    files.append((file, info))
                elif info.key not in self._forged:
                    self._forged.add(info.key)
                    log.warning("Ignored the profile file %r: another account wrote it", info.key)
        return files

    async def _current(self) -> list[UserProfile]:
        newest_first: dict[str, list[tuple[ProfileFile, ObjectInfo]]] = defaultdict(list)
        for file, info in reversed(await self._files()):
            newest_first[file.name].append((file, info))
        found = await asyncio.gather(*map(self._newest, newest_first.values()))
        profiles = [profile for profile in found if profile is not None]
        return sorted(profiles, key=lambda profile: (profile.name.casefold(), profile.name))

    async def _newest(
        self, newest_first: list[tuple[ProfileFile, ObjectInfo]]
    ) -> UserProfile | None:
        for file, info in newest_first:
            if info.key not in self._read:
                try:
                    self._read[info.key] = await self._open(file, info)
                except Unavailable as error:
                    # tried again by the next list; an older file must not speak in its place
                    log.warning("Cannot read the profile file %r: %s", info.key, error)
                    return None
                except CanvasShareError as error:
                    log.warning("Ignored the profile file %r: %s", info.key, error)
                    self._read[info.key] = None
            if profile := self._read[info.key]:
                return profile
        return None

    async def _open(self, file: ProfileFile, info: ObjectInfo) -> UserProfile:
        """Raises Refused: the file says nothing; NotFound, TooLarge; Unavailable: not now."""
        data = await self._store.get(info.key, _FILE_LIMIT)
        if ProfileFile.of(file.name, file.ulid, data) != file:
            raise Refused("its content is not what its key says")
        try:
            profile = UserProfile.model_validate_json(data)
        except ValidationError as error:
            raise Refused(f"it does not parse: {error.errors()[0]['msg']}") from error
        if profile.name != file.name:
            raise Refused(f"it speaks for {profile.name}")
        return profile

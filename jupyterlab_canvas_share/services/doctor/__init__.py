"""Whether this server's end of the exchange is set up well; where it is not, what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from ...exchange.keys import Keys
from ...exchange.stores.store import ObjectStore
from ...model.errors import CanvasShareError
from .advice import advice
from .checks import Check, failed
from .folder_rights import find_loose
from .identity import check_identity, find_identity
from .machine import check_index_folder, check_versions
from .rights import check_rights
from .store import check_clock, check_guard, check_place, check_writing, read_profiles

__all__ = ["Check", "Setup", "examine"]


@dataclass(frozen=True)
class Setup:
    """What a server would be started with. ``open_store`` raises what ``open_store`` of the
    exchange raises."""

    user_profile: str
    domain: str
    store: str
    cache_dir: Path
    open_store: Callable[[], ObjectStore]


async def examine(setup: Setup) -> AsyncIterator[Check]:
    """Every check, as it is done. A store that cannot be reached ends only what needs it.

    Objects are written and deleted below ``objects/<profile>/``; on a store that allows what it
    must refuse, elsewhere, too. Nothing is registered and nothing is sent.
    """
    for check in check_versions(setup.store):
        yield check
    yield await check_index_folder(setup.cache_dir)
    identity = find_identity(setup.user_profile, setup.domain)
    if isinstance(identity, Check):
        yield identity
        return
    me, keys = identity.profile, Keys(identity.domain)
    try:
        store = setup.open_store()
    except CanvasShareError as error:
        yield identity.check
        yield failed("store", error)
        return
    try:
        before = [*await check_place(store), *await find_loose(store, keys, me)]
        profiles = await read_profiles(store, keys)
    except CanvasShareError as error:
        yield identity.check
        yield failed("store", error, advice(store, keys, me, error))
        return
    yield check_identity(identity, profiles)
    writing = await check_writing(store, keys, me)
    yield writing
    for check in before:
        yield check
    yield await check_clock(store)
    if writing.level == "problem":
        return
    yield await check_guard(store, keys, me)
    async for check in check_rights(store, keys, me, profiles):
        yield check

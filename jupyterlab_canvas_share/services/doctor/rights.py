"""Trying what must be refused: another's mailbox, name, profile and objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from ...exchange.keys import Keys
from ...exchange.stores.folder import FolderStore
from ...exchange.stores.store import ObjectStore, parse_bucket_url
from ...model.profiles import UserProfile
from .bucket_rights import check_bucket
from .checks import Check
from .folder_rights import check_accounts


async def check_rights(
    store: ObjectStore, keys: Keys, me: str, profiles: Sequence[UserProfile]
) -> AsyncIterator[Check]:
    if isinstance(store, FolderStore):
        async for check in check_accounts(store, keys, me):
            yield check
    elif bucket := parse_bucket_url(store.url.partition("?")[0]):
        others = [profile.name for profile in profiles if profile.name != me]
        async for check in check_bucket(store, keys, me, others, bucket):
            yield check

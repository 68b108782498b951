"""Trying what must be refused: another's mailbox, name, profile and objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from ...exchange.keys import Keys
from ...exchange.stores.store import ObjectStore, parse_bucket_url
from ...model.profiles import UserProfile
from .bucket_rights import check_bucket
from .checks import Check
from .folder_rights import check_accounts


async def check_rights(
    store: ObjectStore, keys: Keys, me: str, profiles: Sequence[UserProfile]
) -> AsyncIterator[Check]:
    others = [profile.name for profile in profiles if profile.name != me]
    bucket = parse_bucket_url(store.url.partition("?")[0])
    checks = (
        check_bucket(store, keys, me, others, bucket)
        if bucket
        else check_accounts(store, keys, me, others)
    )
    async for check in checks:
        yield check

"""On a bucket: the calls that its policy must refuse."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence

from ...exchange.keys import Keys, parse_mail
from ...exchange.outbox import mail_of_record
from ...exchange.stores.policy import opened_by_name
from ...exchange.stores.store import BucketUrl, ObjectStore
from ...model.errors import CanvasShareError
from ...model.events import EVENT_LIMIT
from .advice import policy_advice
from .checks import Check
from .tries import TOPIC, Tries


async def check_bucket(
    store: ObjectStore, keys: Keys, me: str, others: Sequence[str], bucket: BucketUrl
) -> AsyncIterator[Check]:
    if bucket.scheme == "s3" and (opened := opened_by_name(bucket.bucket)):
        yield Check("warning", "bucket", opened, "Take a bucket with another name.")
    tries = Tries(store, keys, me, policy_advice(store, keys))
    # rights go by the key alone: where nobody else is registered, a made-up name does as well
    other = others[0] if others else f"doctor-{secrets.token_hex(4)}"
    yield await tries.refused(f"list the mailbox of {other}", store.list(keys.mailbox(other)))
    yield await _read_mail(tries, store, keys, me)
    for what, key in (
        (f"write into the own mailbox as {other}", tries.mail(me, other)),
        (f"write to {other} in their own name", tries.mail(other, other)),
        (f"register a profile for {other}", tries.profile(other)),
        (f"write among the objects of {other}", tries.object(other)),
    ):
        yield await tries.write(what, key)
    # of what is not there
    for what, key in (
        (f"delete an object of {other}", tries.object(other)),
        (f"delete mail of {other}", tries.mail(other, me)),
        ("delete mail in the own mailbox", tries.mail(me, me)),
    ):
        yield await tries.refused(what, store.delete(key))


async def _read_mail(tries: Tries, store: ObjectStore, keys: Keys, me: str) -> Check:
    """One that is there, whose key only its author and its reader know: a key that is not there is
    refused to everybody who may not list."""
    what = "read mail in another mailbox"
    try:
        key = await _sent(store, keys, me)
    except CanvasShareError as error:
        return Check("warning", TOPIC, f"Could not try to {what}. {error.message}")
    if key is None:
        return Check("ok", TOPIC, f"not tried: to {what}, as {me} has sent none yet")
    return await tries.refused(what, store.get(key, EVENT_LIMIT))


async def _sent(store: ObjectStore, keys: Keys, me: str) -> str | None:
    """The key of a recipient's copy of the last own mail."""
    mailbox = keys.mailbox(me)
    for info in reversed(await store.list(mailbox)):
        parsed = parse_mail(info.key.removeprefix(mailbox))
        if parsed and parsed[1] == "done" and parsed[0].author == me:
            record = await store.get(keys.mail(me, parsed[0]), EVENT_LIMIT)
            mail, _, recipients = mail_of_record(parsed[0], record)
            return keys.mail(recipients[0], mail)
    return None

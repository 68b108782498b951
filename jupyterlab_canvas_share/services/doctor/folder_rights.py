"""On a folder: whether it keeps Unix accounts apart, and whether this account's places do."""

from __future__ import annotations

import asyncio
import os
import shlex
import stat
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ...exchange.keys import Keys
from ...exchange.stores.folder_accounts import OWN_MODES, SHARE, is_for_several
from ...exchange.stores.store import ObjectStore
from .checks import Check
from .tries import TOPIC, Tries


async def check_accounts(
    store: ObjectStore, keys: Keys, me: str, others: Sequence[str]
) -> AsyncIterator[Check]:
    root = Path(unquote(urlsplit(store.url).path))
    if not await asyncio.to_thread(is_for_several, root):
        yield Check(
            "warning",
            TOPIC,
            "There is no protection between profiles on this folder: whoever can write to it can "
            "read and write in everybody's name.",
            "Among people who trust each other that is fine. Else prepare the folder for several "
            "accounts, or take a bucket (docs/team.md).",
        )
        return
    if os.geteuid() == 0:
        yield Check(
            "problem",
            TOPIC,
            "This server runs as root, whom no mode of a folder keeps from anything.",
            "Run each person's server as that person's own account.",
        )
        return
    domain = root / keys.root
    wrong = await asyncio.to_thread(lambda: list(_wrong_modes(domain, me)))
    for check in wrong:
        yield check
    if not wrong:
        yield Check("ok", TOPIC, f"the folders of {me} are this account's, with safe modes")
    other = await asyncio.to_thread(_of_another_account, domain, others)
    if other is None:
        yield Check("ok", TOPIC, "not tried: nobody of another account has a mailbox yet")
        return
    fix = f"Ask {other} to start their server, which puts the modes of their folders right."
    tries = Tries(store, keys, me, fix)
    yield await tries.refused(f"list the mailbox of {other}", store.list(keys.mailbox(other)))
    yield await tries.write(f"register a profile for {other}", tries.profile(other))


def _wrong_modes(domain: Path, me: str) -> Iterator[Check]:
    """Of one's own folders; ``prepare`` was called before and did what it can."""
    folders = [(domain / kind / me, mode) for kind, mode in OWN_MODES.items()]
    folders += [
        (path, SHARE) for path in sorted((domain / "objects" / me).iterdir()) if path.is_dir()
    ]
    for path, mode in folders:
        status = path.lstat()
        quoted = shlex.quote(str(path))
        if status.st_uid != os.geteuid():
            yield Check(
                "problem",
                TOPIC,
                f"{path} belongs to the account {status.st_uid}.",
                f"Ask the administrator to run: rm -r {quoted}",
            )
        elif stat.S_IMODE(status.st_mode) != mode:
            found = stat.S_IMODE(status.st_mode)
            yield Check(
                "problem",
                TOPIC,
                f"{path} has mode {found:o} in place of {mode:o}.",
                f"chmod {mode:o} {quoted}",
            )


def _of_another_account(domain: Path, others: Sequence[str]) -> str | None:
    for other in others:
        try:
            if (domain / "mailboxes" / other).lstat().st_uid != os.geteuid():
                return other
        except FileNotFoundError:
            continue
    return None

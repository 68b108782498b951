"""On a folder: whether it keeps Unix accounts apart, and whether this account's places do."""

from __future__ import annotations

import asyncio
import os
import shlex
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from ...exchange.keys import Keys, is_profile_name
from ...exchange.stores.folder import FolderStore
from ...exchange.stores.folder_accounts import OWN_MODES, SHARE
from ...exchange.stores.folder_errors import explained
from ...exchange.stores.store import ObjectStore
from .checks import Check
from .tries import TOPIC, Tries

_HARD_LINKS = Path("/proc/sys/fs/protected_hardlinks")


async def check_accounts(store: FolderStore, keys: Keys, me: str) -> AsyncIterator[Check]:
    if await asyncio.to_thread(lambda: store.accounts) == "one":
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
    domain = store.root / keys.root
    wrong = await asyncio.to_thread(lambda: list(_wrong_modes(domain, me)))
    for check in wrong:
        yield check
    if not wrong:
        yield Check("ok", TOPIC, f"the folders of {me} are this account's, with safe modes")
    yield await asyncio.to_thread(check_hard_links)
    other = await asyncio.to_thread(_of_another_account, domain)
    if other is None:
        yield Check("ok", TOPIC, "not tried: nobody of another account has a mailbox yet")
        return
    fix = f"Ask {other} to start their server, which puts the modes of their folders right."
    tries = Tries(store, keys, me, fix)
    yield await tries.refused(f"list the mailbox of {other}", store.list(keys.mailbox(other)))
    yield await tries.write(f"register a profile for {other}", tries.profile(other))


async def find_loose(store: ObjectStore, keys: Keys, me: str) -> list[Check]:
    """To be asked before ``prepare``, which puts these modes right. Raises Unavailable."""

    def find() -> list[Check]:
        if not isinstance(store, FolderStore) or store.accounts == "one":
            return []
        with explained(store.url):
            return [
                Check(
                    "warning",
                    TOPIC,
                    f"{path} had mode {found:o}, and has {mode:o} now. Until now others could do "
                    "more there than they should.",
                    "See whether anything is missing: jupyter canvas-share verify",
                )
                for path, status, mode in _own_folders(store.root / keys.root, me)
                if status.st_uid == os.geteuid()
                and (found := stat.S_IMODE(status.st_mode)) & ~mode & 0o777
            ]

    return await asyncio.to_thread(find)


def check_hard_links(setting: Path = _HARD_LINKS) -> Check:
    """Whether the kernel keeps an account from linking files that are not its own (proc(5))."""
    try:
        refused = setting.read_text().strip() == "1"
    except OSError as error:
        reason = error.strerror or str(error)
        return Check(
            "ok", TOPIC, f"not tried: whether links to others' files are refused: {reason}"
        )
    if refused:
        return Check("ok", TOPIC, "the kernel refuses links to the files of others")
    return Check(
        "warning",
        TOPIC,
        "The kernel lets every account link the files of others. What somebody links stays on the "
        "disk after its owner has deleted it, and a sent file can be put under another name.",
        "On every machine that has the folder, as root: echo 'fs.protected_hardlinks = 1' "
        "> /etc/sysctl.d/50-canvas-share.conf && sysctl --system",
    )


def _own_folders(domain: Path, me: str) -> Iterator[tuple[Path, os.stat_result, int]]:
    """Those that are there, and the mode that each must have."""
    places = {domain / kind / me: mode for kind, mode in OWN_MODES.items()}
    for path, mode in places.items():
        if path.is_dir():
            yield path, path.lstat(), mode
    shares = domain / "objects" / me
    if os.access(shares, os.R_OK | os.X_OK):
        for path in sorted(shares.iterdir()):
            if path.is_dir():
                yield path, path.lstat(), SHARE


def _wrong_modes(domain: Path, me: str) -> Iterator[Check]:
    """``prepare`` was called before and did what it can."""
    for path, status, mode in _own_folders(domain, me):
        quoted = shlex.quote(str(path))
        found = stat.S_IMODE(status.st_mode)
        if status.st_uid != os.geteuid():
            yield Check(
                "problem",
                TOPIC,
                f"{path} belongs to the account {status.st_uid}.",
                f"Ask the administrator to run: rm -r {quoted}",
            )
        elif found != mode:
            yield Check(
                "problem",
                TOPIC,
                f"{path} has mode {found:o} in place of {mode:o}.",
                f"chmod {mode:o} {quoted}",
            )


def _of_another_account(domain: Path) -> str | None:
    """Somebody whose mailbox belongs to another account."""
    for path in sorted((domain / "mailboxes").iterdir()):
        if is_profile_name(path.name) and path.is_dir() and path.lstat().st_uid != os.geteuid():
            return path.name
    return None

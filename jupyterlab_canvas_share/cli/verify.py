"""``jupyter canvas-share verify``"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..model.text import visible
from .settings import add_command, load_settings


def add_to(commands: Any) -> None:
    parser = add_command(
        commands,
        "verify",
        help="read again everything you sent and received, and report what is wrong with it",
        description="""\
Read one's whole mailbox, every object that its events name and all profiles, and report what is
damaged, forged, not allowed, not delivered or missing: one line each, the key on the store last.
Nothing is changed.

That the newest event of somebody else is missing nobody but its author can know. The copies in
other people's mailboxes are looked at only where the store shows them to you.""",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    parser.set_defaults(run=lambda options: asyncio.run(_run(options)))


async def _run(options: argparse.Namespace) -> int:
    from ..exchange.keys import Keys
    from ..exchange.verify import Verifier
    from ..services.identity import resolve_domain_name, resolve_profile_name
    from ..wiring import configured_store

    app = load_settings(options)
    me = resolve_profile_name(app.user_profile)
    keys = Keys(resolve_domain_name(app.domain))
    store = configured_store(app)
    with tempfile.TemporaryDirectory(prefix="canvas-share-") as scratch:
        verifier = Verifier(store, keys, me, Path(scratch))
        found = []
        async for finding in verifier.findings():
            found.append(finding)
            if not options.json:
                print(f"{finding.kind}: {visible(finding.message)}: {visible(finding.key)}")
    counts = verifier.counts
    if options.json:
        report = {"profile": me, "store": store.url, "counts": asdict(counts)}
        print(json.dumps(report | {"findings": [asdict(finding) for finding in found]}, indent=2))
    else:
        unseen = (
            f"; {counts.unseen_copies} copies in other mailboxes are for their readers only"
            if counts.unseen_copies
            else ""
        )
        print(
            f"{me} on {store.url}: {counts.mails} events, {counts.objects} objects "
            f"({counts.bytes:,} bytes) and {counts.copies} delivered copies read{unseen}. "
            f"{len(found) or 'No'} problem{'' if len(found) == 1 else 's'} found."
        )
    return 1 if found else 0

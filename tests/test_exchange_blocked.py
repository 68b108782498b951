"""Who is blocked reaches nobody who blocked them, whatever they do to their mail."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from jupyterlab_canvas_share.exchange.keys import first_ulid, milliseconds

from .exchange_fixtures import A_REF, KEYS, a_version, an_event, eventually, folder_circle, forge
from .services_fixtures import office


async def test_who_is_blocked_gets_nothing_in_by_giving_it_an_earlier_time(tmp_path: Path) -> None:
    circle = folder_circle(tmp_path)
    async with office(tmp_path) as place, place.server("bob") as bob:
        await bob.exchange.synced()
        await bob.marks.block("mallory", blocked=True)
        now = milliseconds(datetime.now(UTC))
        shares = {}
        for author, ago in (("mallory", 1800), ("alice", 1800), ("alice", 0)):
            ulid = first_ulid(now - ago * 1000)
            event = an_event("shared", shared_model=f"{ulid}.{author}", version=a_version(A_REF))
            name = forge(circle, "bob", author, event.model_dump_json().encode(), ulid=ulid)
            os.utime(tmp_path / "store" / KEYS.mail("bob", name), (now / 1000 - ago,) * 2)
            shares[author, ago] = event.shared_model
        await eventually(lambda: bob.exchange.index.card(shares["alice", 0]))
        assert await bob.exchange.index.card(shares["alice", 1800])
        assert await bob.exchange.index.card(shares["mallory", 1800]) is None
        await bob.marks.block("mallory", blocked=False)
        await eventually(lambda: bob.exchange.index.card(shares["mallory", 1800]))

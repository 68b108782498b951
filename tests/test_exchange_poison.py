"""Events that parse and are allowed, but that no sound server sends: none stops a mailbox."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyterlab_canvas_share.exchange.index.cards import Filter
from jupyterlab_canvas_share.exchange.keys import MailName, first_ulid, milliseconds
from jupyterlab_canvas_share.exchange.verify import Verifier

from .exchange_fixtures import A_REF, KEYS, a_version, eventually, folder_circle, forge
from .services_fixtures import office, page_of, to

VERSION = a_version(A_REF).model_dump(mode="json")
SHARED = {"kind": "shared", "to_app": "Canvas", "version": VERSION}
#: What eve may send in SharedModels of her own.
POISON: list[dict[str, Any]] = [
    *(
        SHARED | {"expires_at": moment}
        for moment in (
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59.999999-23:59",
            -62135596800,
            0.1,
            253402300799,
        )
    ),
    *(
        SHARED | {"version": VERSION | {"title": title, "target": title}}
        for title in ("\0" * 200, "\u202e" * 200, "\u0390" * 200, "\U0010ffff", "\n", "\ufeff")
    ),
    SHARED | {"version": VERSION | {"candidates": VERSION["candidates"] * 10}},
    {"kind": "revoked", "to_app": "Canvas", "shared_model": "first"},
    {"kind": "updated", "to_app": "Studio", "version": VERSION, "shared_model": "second"},
    {"kind": "recipients-added", "to_app": "Canvas", "version": VERSION, "shared_model": "third"},
    {"kind": "alternate", "to_app": "Canvas", "version": VERSION, "shared_model": "fourth"},
    {"kind": "feedback", "to_app": "Canvas", "shared_model": "fifth", "version": None},
]


async def test_no_event_of_one_person_hides_those_of_another(tmp_path: Path) -> None:
    circle = folder_circle(tmp_path)
    async with office(tmp_path) as place, place.server("alice") as alice:
        async with place.server("bob") as bob:
            now = milliseconds(datetime.now(UTC))
            for number, poison in enumerate(POISON):
                # beside the present, beyond what datetime holds, and as old as may be
                for ulid in (first_ulid(now + number), first_ulid(2**48 - 1 - number)):
                    id = f"{ulid}.eve"
                    named = f"{first_ulid(now - 1000 - number)}.eve"
                    event = poison | {"shared_model": named if "shared_model" in poison else id}
                    forge(circle, "bob", "eve", json.dumps(event).encode(), ulid=ulid)
            shared = (await alice.sharing.share(to("bob"))).id
            await eventually(lambda: bob.exchange.index.card(shared))
        # and by a server that reads it all at once
        async with place.server("bob") as bob:
            await bob.exchange.synced()
            for sort in ("updated", "title", "-title"):
                for q in ("", "\0", "ch"):
                    found = await page_of(bob.reader, Filter("with-me", q=q, sort=sort), 200)
                    for card in found.items:
                        await bob.reader.history(card.id)
                    assert shared in {card.id for card in found.items} or q == "\0"
            news = await bob.reader.notifications(limit=200)
            assert shared in {each.shared_model for each in news.items}
            assert await bob.exchange.index.rejected() == []
            assert (await bob.reader.get(shared)).owner == "alice"
    verifier = Verifier(circle.store(), KEYS, "bob", tmp_path)
    kinds = {finding.kind async for finding in verifier.findings()}
    assert kinds <= {"missing_object"}


async def test_of_a_name_that_comes_twice_all_read_the_same_value(tmp_path: Path) -> None:
    circle = folder_circle(tmp_path)
    ulid = first_ulid(milliseconds(datetime.now(UTC)))
    id = f"{ulid}.eve"
    told = json.dumps(SHARED | {"id": id, "shared_model": id, "note": "the last"})
    for name in ("title", "target", "note", "objective_value"):
        told = told.replace(f'"{name}": ', f'"{name}": {{"not": "a text"}}, "{name}": ')
    name = MailName(ulid, hashlib.sha256(told.encode()).hexdigest(), "eve")
    circle.place.write(KEYS.mail("bob", name), told.encode())
    async with office(tmp_path) as place, place.server("bob") as bob:
        await bob.exchange.synced()
        (card,) = (await page_of(bob.reader, Filter("with-me"))).items
        (entry,) = (await bob.reader.history(id)).items
        assert entry.version is not None
        assert (card.note, entry.note) == ("the last", "the last")
        assert card.title == entry.version.title == VERSION["title"]

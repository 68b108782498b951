"""Very much from one person: the others, and the server, must not feel it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyterlab_canvas_share.exchange.exchange import Change
from jupyterlab_canvas_share.exchange.index.tables import Entry, Participants

from .exchange_fixtures import an_event, folder_circle, forge, model, share

__all__ = ["model"]

MANY = 400


async def test_pages_are_told_of_a_flood_without_stopping_the_event_loop(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        told: list[int] = []
        turn = 0

        def hear(change: Change) -> None:
            if change.action == "received":
                told.append(turn)

        alice.on_change(hear)
        answer = an_event(shared_model=id).model_dump_json().encode()
        for _ in range(MANY):
            forge(circle, "alice", "bob", answer)
        async with asyncio.timeout(30):
            while len(told) < MANY:
                turn += 1
                await asyncio.sleep(0)
    assert max(told.count(each) for each in set(told)) <= 50


async def test_whom_a_model_is_shared_with_is_looked_up_once_for_many_answers(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice:
        id = await share(alice, ["bob"], model)
        found: list[frozenset[str]] = []

        def judge(participants: Participants) -> list[Entry]:
            found.extend(participants(id) for _ in range(3))
            return []

        await alice.index.take(judge)
    assert found[0] == {"bob"}
    assert all(each is found[0] for each in found), "each look reads all of its events"

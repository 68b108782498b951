"""A server that dies between any two steps of a share: nothing is lost, nothing arrives twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.model.errors import CanvasShareError, Unavailable

from .exchange_fixtures import (
    MODEL,
    STORES,
    Circle,
    Through,
    circle,
    eventually,
    ids,
    model,
    share,
)

__all__ = ["circle", "model"]

#: object, record, event to bob, event to carol, done
STEPS = 5


class DyingStore(Through):
    """Stops before or after its ``step``-th write, and answers nothing from then on."""

    def __init__(self, inner: ObjectStore, step: int, *, after: bool) -> None:
        super().__init__(inner)
        self.left = step
        self.after = after
        self.dead = False

    async def put(self, key: str, data: bytes) -> None:
        if self._step():
            await self.inner.put(key, data)
        self._alive()

    async def put_file(self, key: str, path: Path) -> None:
        if self._step():
            await self.inner.put_file(key, path)
        self._alive()

    def _step(self) -> bool:
        self._alive()
        self.left -= 1
        self.dead = self.left == 0
        return not self.dead or self.after

    def _alive(self) -> None:
        if self.dead:
            raise Unavailable("killed")

    async def get(self, key: str, limit: int) -> bytes:
        self._alive()
        return await self.inner.get(key, limit)

    async def get_many(self, keys: Sequence[str], limit: int) -> list[bytes | CanvasShareError]:
        self._alive()
        return await self.inner.get_many(keys, limit)


#: On a bucket, in the short run: around the commit, between two recipients, before the mark.
IN_SHORT = {(2, True, "lost"), (3, True, "index"), (5, False, "index")}


def cases() -> Iterator[Any]:
    for kind, step, after, index in product(
        STORES, range(1, STEPS + 1), (False, True), ("index", "lost")
    ):
        short = kind == "folder" or (step, after, index) in IN_SHORT
        yield pytest.param(kind, step, after, index, marks=() if short else pytest.mark.long)


@pytest.mark.parametrize(("circle", "step", "after", "index"), [*cases()], indirect=["circle"])
async def test_whatever_the_step_everybody_gets_it_exactly_once(  # noqa: PLR0917
    circle: Circle, tmp_path: Path, model: Path, step: int, after: bool, index: str
) -> None:
    store = DyingStore(circle.store(), step, after=after)
    committed = step > 2 or (step == 2 and after)
    async with circle.person("alice", store) as alice:
        await alice.synced()
        try:
            await share(alice, ["bob", "carol"], model)
        except CanvasShareError:
            assert step <= 2, "once the record is there the share is not given up"
        assert store.dead
    if not committed:
        assert circle.received("bob") == circle.received("carol") == []
    async with circle.person("alice", index=index) as alice:
        await alice.synced()
        await alice.finish()
        assert len(await ids(alice, "by-me")) == int(committed)
        # the page did not hear of a success, so it sends the same request again
        id = await share(alice, ["bob", "carol"], model)
        assert (await alice.card(id)).undelivered == ()
    assert len(circle.mail("alice", "done")) == 1
    for name in ("bob", "carol"):
        assert len(circle.received(name)) == 1
        async with circle.person(name) as reader:
            await reader.synced()
            assert await ids(reader) == [id]
            ref = (await reader.card(id)).version.candidates[0].bundle
            await reader.fetch_object("alice", id, ref, tmp_path / "fetched")
            assert (tmp_path / "fetched").read_bytes() == MODEL


async def test_a_share_nobody_repeats_is_finished_all_the_same(circle: Circle, model: Path) -> None:
    async with circle.person("alice", DyingStore(circle.store(), 3, after=False)) as alice:
        await share(alice, ["bob", "carol"], model)
    assert circle.received("bob") == []
    async with circle.person("alice", index="lost") as alice, circle.person("bob") as bob:
        # nobody asks for it
        await eventually(lambda: ids(bob))
        assert await ids(bob) == await ids(alice, "by-me")


async def test_after_an_error_of_unknown_outcome_a_repeat_finds_the_share(
    circle: Circle, model: Path
) -> None:
    """The write succeeded, its answer was lost, and the server lives on."""
    store = DyingStore(circle.store(), 2, after=True)
    async with circle.person("alice", store) as alice:
        with pytest.raises(Unavailable):
            await share(alice, ["bob"], model)
        store.dead = False
        id = await share(alice, ["bob"], model)
        await alice.finish()
    assert len(circle.received("bob")) == 1
    assert json.loads(circle.received("bob")[0].read())["shared_model"] == id


async def test_a_changed_record_is_not_delivered(circle: Circle, model: Path) -> None:
    async with circle.person("alice", DyingStore(circle.store(), 3, after=False)) as alice:
        await share(alice, ["bob"], model, note="true")
    (record,) = circle.mail("alice")
    record.write(record.read().replace(b"true", b"fake"))
    async with circle.person("alice") as alice:
        await alice.synced()
        await alice.finish()
    assert circle.received("bob") == []

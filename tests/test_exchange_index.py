"""The index is a cache: losing it at any time costs a rebuild, and nothing else."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Change, Exchange
from jupyterlab_canvas_share.exchange.index import index as index_module
from jupyterlab_canvas_share.model.base import canonical_json
from jupyterlab_canvas_share.model.errors import NotFound, Unavailable
from jupyterlab_canvas_share.model.shares import ShareFeedback

from .exchange_fixtures import (
    A_REF,
    Circle,
    a_version,
    an_event,
    eventually,
    folder_circle,
    forge,
    ids,
    listed,
    model,
    share,
)
from .services_fixtures import office, to
from .test_exchange_disk import remount, small_disk

__all__ = ["model", "small_disk"]


async def _two_shares(circle: Circle, model: Path) -> list[str]:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        shared = [await share(alice, ["bob"], model, f"request-{i}") for i in range(2)]
        for id in shared:
            await listed(bob, id)
    return shared[::-1]


def _files(circle: Circle) -> list[Path]:
    return list(circle.folder.glob("bob-index.sqlite*"))


def _drawing(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (the same damage each time)


def _damage(file: Path, draw: random.Random) -> None:
    """Random bytes over a random part of a file, if it is there."""
    if not file.exists() or not (size := file.stat().st_size):
        return
    start = draw.randrange(size)
    with file.open("r+b") as opened:
        opened.seek(start)
        opened.write(draw.randbytes(draw.randint(1, size - start)))


async def _read_by_bob(circle: Circle) -> list[str]:
    async with circle.person("bob") as bob:
        await bob.synced()
        found = await ids(bob)
        assert [change for change in circle.heard["bob"] if change.live] == []
    return found


@pytest.mark.parametrize("loss", ["deleted", "garbage", "cut", "empty", "kept"])
async def test_a_lost_index_is_rebuilt_and_nothing_is_news_again(
    tmp_path: Path, model: Path, loss: str
) -> None:
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    path = tmp_path / "bob-index.sqlite"
    size = path.stat().st_size
    if loss == "deleted":
        for file in _files(circle):
            file.unlink()
    elif loss == "garbage":
        path.write_bytes(b"not a database" * 1000)
    elif loss == "cut":
        path.write_bytes(path.read_bytes()[: size // 2])
    elif loss == "empty":
        path.write_bytes(b"")
    assert await _read_by_bob(circle) == shared


async def test_an_index_of_another_version_is_dropped(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    with sqlite3.connect(tmp_path / "bob-index.sqlite") as db:
        db.execute("UPDATE shared_models SET versions = 99")
    monkeypatch.setattr(index_module, "_VERSION", 0)
    async with circle.person("bob") as bob:
        await bob.synced()
        assert await ids(bob) == shared
        assert (await bob.card(shared[0])).versions == 1


async def test_an_index_of_another_store_is_dropped(tmp_path: Path, model: Path) -> None:
    circle = folder_circle(tmp_path)
    await _two_shares(circle, model)
    other = folder_circle(tmp_path / "elsewhere")
    path = tmp_path / "bob-index.sqlite"
    exchange = Exchange(other.store(), "default", "bob", path)
    await exchange.start()
    await exchange.synced()
    assert await ids(exchange) == []
    await exchange.stop()


async def test_an_index_that_breaks_while_in_use_is_rebuilt_without_news(
    tmp_path: Path, model: Path
) -> None:
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    async with circle.person("bob") as bob:
        await bob.synced()
        with sqlite3.connect(tmp_path / "bob-index.sqlite") as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path = tmp_path / "bob-index.sqlite"
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (path.stat().st_size - 4096))
        generation = bob.index.generation

        async def rebuilt() -> bool:
            try:
                return await ids(bob) == shared and bob.index.generation > generation
            except Unavailable:
                return False

        await eventually(rebuilt, 20)
        assert [change for change in circle.heard["bob"] if change.live] == []
        async with circle.person("alice") as alice:
            third = await share(alice, ["bob"], model, "request-3")
        await listed(bob, third)

        async def told() -> bool:
            # it is listed a moment before it is told
            return [c.action for c in circle.heard["bob"] if c.live] == ["received"]

        await eventually(told)


async def test_a_folder_that_cannot_hold_an_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    exchange = Exchange(
        folder_circle(tmp_path).store(), "default", "bob", tmp_path / "cache" / "index.sqlite"
    )
    with pytest.raises(Unavailable, match=r"CanvasShare\.cache_dir"):
        await exchange.start()
    await exchange.stop()


@pytest.mark.parametrize("seed", range(12))
async def test_random_bytes_over_a_closed_index(tmp_path: Path, model: Path, seed: int) -> None:
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    titles = await _titles(circle)
    _damage(tmp_path / "bob-index.sqlite", _drawing(seed))
    assert await _read_by_bob(circle) == shared
    assert await _titles(circle) == titles


async def _titles(circle: Circle) -> list[str]:
    async with circle.person("bob") as bob:
        await bob.synced()
        return [(await bob.card(id)).version.title for id in await ids(bob)]


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("seed", range(3))
async def test_random_bytes_over_what_a_killed_server_left(
    tmp_path: Path, model: Path, end: str, seed: int
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        shared = [await share(alice, ["bob"], model, f"request-{i}") for i in range(2)][::-1]
        await listed(bob, shared[0])
        left = {file: file.read_bytes() for file in _files(circle)}
    for file in _files(circle):
        file.unlink()
    for file, data in left.items():
        file.write_bytes(data)
    damaged = tmp_path / f"bob-index.sqlite{end}"
    assert damaged in left
    draw = _drawing(seed)
    if end:
        _damage(damaged, draw)
    else:  # a page; what is inside of a row would not show
        with damaged.open("r+b") as opened:
            opened.seek(draw.randrange(damaged.stat().st_size // 4096) * 4096)
            opened.write(draw.randbytes(4096))
    assert await _read_by_bob(circle) == shared


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("seed", range(2))
async def test_random_bytes_while_it_is_in_use(
    tmp_path: Path, model: Path, end: str, seed: int
) -> None:
    """Each share is news once, and in the end all of them are listed, also by the next server."""
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    draw = _drawing(seed)
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        await bob.synced()
        for number in range(4):
            _damage(tmp_path / f"bob-index.sqlite{end}", draw)
            shared.insert(0, await share(alice, ["bob"], model, f"request-{number + 2}"))
            await _lists(bob, shared)

        async def told() -> bool:
            # the last one is listed a moment before it is told
            news = [change.shared_model for change in circle.heard["bob"] if change.live]
            return sorted(news) == sorted(shared[:4])

        await eventually(told)
    assert await _read_by_bob(circle) == shared


async def _lists(bob: Exchange, shared: list[str]) -> None:
    """Wait until the list is complete."""

    async def complete() -> bool:
        try:
            return await ids(bob) == shared
        except Unavailable:
            return False

    await eventually(complete, 30)


async def test_an_index_that_is_lost_while_it_is_rebuilt(tmp_path: Path, model: Path) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        shared: list[str] = []
        for number in range(12):
            shared.insert(0, await share(alice, ["bob"], model, f"request-{number}"))
        await _lists(bob, shared)
        for number in range(3):
            generation = bob.index.generation
            _spoil(circle)
            # what changes is read again: so the damage is met, before all is in for the last two
            shared.insert(0, await share(alice, ["bob"], model, f"request-more-{number}"))
            while bob.index.generation == generation:
                with contextlib.suppress(Unavailable):
                    await ids(bob)
        await _lists(bob, shared)
        news = [change.shared_model for change in circle.heard["bob"] if change.live]
        assert sorted(news) == sorted(shared)


def _spoil(circle: Circle) -> None:
    """So that nothing of it can be read, whatever SQLite keeps in memory."""
    for file in _files(circle):
        if file.suffix == ".sqlite" or file.name.endswith("-wal"):
            with file.open("r+b") as opened:
                opened.write(b"\xff" * file.stat().st_size)


async def test_a_cache_folder_that_goes_away_while_in_use(tmp_path: Path, model: Path) -> None:
    circle = folder_circle(tmp_path)
    cache = tmp_path / "cache"
    bob = Exchange(circle.store(), "default", "bob", cache / "bob.sqlite")
    heard: list[Change] = []
    bob.on_change(heard.append)
    await bob.start()
    async with circle.person("alice") as alice:
        shared = [await share(alice, ["bob"], model, "request-1")]
        await _lists(bob, shared)
        shutil.rmtree(cache)
        shared.insert(0, await share(alice, ["bob"], model, "request-2"))
        await _lists(bob, shared)
    await bob.stop()
    assert [change.shared_model for change in heard if change.live] == shared[::-1]
    again = Exchange(circle.store(), "default", "bob", cache / "bob.sqlite")
    again.on_change(heard.append)
    await again.start()
    await _lists(again, shared)
    await again.stop()
    assert len([change for change in heard if change.live]) == 2


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_an_index_that_is_made_read_only(
    small_disk: Path, tmp_path: Path, model: Path, what: str
) -> None:
    """Root may write to what is read-only, so the whole disk is, for the folder."""
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    remount(small_disk, "size=1m")
    path = small_disk / "bob.sqlite"
    for number in range(2):
        bob = Exchange(circle.store(), "default", "bob", path)
        if number and what == "folder":
            remount(small_disk, "ro")
            with pytest.raises(Unavailable, match=r"CanvasShare\.cache_dir"):
                await bob.start()
            await bob.stop()
            remount(small_disk, "rw")
            bob = Exchange(circle.store(), "default", "bob", path)
        await bob.start()
        await _lists(bob, shared)
        await bob.stop()
        path.chmod(0o400)


async def test_a_disk_that_is_full_while_the_index_is_written(
    small_disk: Path, tmp_path: Path, model: Path
) -> None:
    """What cannot be written waits in the mailbox, and is told once there is room."""
    circle = folder_circle(tmp_path)
    remount(small_disk, "size=2m")
    bob = Exchange(circle.store(), "default", "bob", small_disk / "bob.sqlite")
    heard: list[Change] = []
    bob.on_change(heard.append)
    await bob.start()
    await bob.synced()
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(b"x" * 4096)
            file.flush()
    async with circle.person("alice") as alice:
        shared: list[str] = []
        for number in range(30):
            text = _drawing(number).randbytes(4000).hex()
            id = await share(alice, ["bob"], model, f"request-{number}", note=text)
            shared.insert(0, id)
        with contextlib.suppress(Unavailable):
            assert await ids(bob) != shared, "there is no room for so much"
        ballast.unlink()
        await _lists(bob, shared)
    await bob.stop()
    news = [change.shared_model for change in heard if change.live]
    assert sorted(news) == sorted(shared)


async def test_a_key_a_year_ahead_is_in_the_index_once(tmp_path: Path, model: Path) -> None:
    circle = folder_circle(tmp_path)
    shared = await _two_shares(circle, model)
    event = an_event("updated", shared_model=shared[0], version=a_version(A_REF, "Ahead"))
    data = canonical_json(event.model_dump(mode="json"))
    forge(circle, "bob", "alice", data, ago=-365 * 24 * 3600 * 1000)
    for loss in (False, True):
        if loss:
            for file in _files(circle):
                file.unlink()
        assert await _read_by_bob(circle) == shared
        async with circle.person("bob") as bob:
            await bob.synced()
            card = await bob.card(shared[0])
            assert (card.version.title, card.versions) == ("Ahead", 2)


async def test_what_was_imported_is_not_imported_again_after_a_loss(tmp_path: Path) -> None:
    async with (
        office(tmp_path) as place,
        place.server("alice") as alice,
        place.server("bob") as bob,
    ):
        id = (await alice.sharing.share(to("bob"))).id

        async def ready() -> bool:
            with contextlib.suppress(Unavailable, NotFound):
                return (await bob.reader.get(id)).state == "ready"
            return False

        await eventually(ready, 30)
        generation = bob.exchange.index.generation
        path = tmp_path / "caches" / "bob" / "index.sqlite"
        for file in (path, path.with_name("index.sqlite-wal")):
            with file.open("r+b") as opened:
                opened.write(b"\xff" * file.stat().st_size)
        # what SQLite has in memory is read again only once something was written
        feedback = ShareFeedback(note="Which data?", request="request-2")
        await alice.sharing.feedback(id, feedback)

        async def lost() -> bool:
            await ready()
            return bob.exchange.index.generation > generation

        await eventually(lost, 30)
        await eventually(ready, 30)
        assert [heard for heard in bob.heard if heard[0] == "ready"] == [("ready", id)]

"""The index is a cache: losing it at any time costs a rebuild, and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index import index as index_module
from jupyterlab_canvas_share.model.errors import Unavailable

from .exchange_fixtures import Circle, eventually, folder_circle, ids, listed, model, share

__all__ = ["model"]


async def _two_shares(circle: Circle, model: Path) -> list[str]:
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        shared = [await share(alice, ["bob"], model, f"request-{i}") for i in range(2)]
        for id in shared:
            await listed(bob, id)
    return shared[::-1]


def _files(circle: Circle) -> list[Path]:
    return list(circle.folder.glob("bob-index.sqlite*"))


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
        assert [change.action for change in circle.heard["bob"] if change.live] == ["received"]


async def test_a_folder_that_cannot_hold_an_index_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    exchange = Exchange(
        folder_circle(tmp_path).store(), "default", "bob", tmp_path / "cache" / "index.sqlite"
    )
    with pytest.raises(Unavailable, match=r"CanvasShare\.cache_dir"):
        await exchange.start()
    await exchange.stop()

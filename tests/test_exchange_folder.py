"""The folder as a store: whole files only, nothing followed, nothing outside."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.folder import FolderStore
from jupyterlab_canvas_share.exchange.store import open_store
from jupyterlab_canvas_share.model.errors import BadRequest, NotFound, TooLarge, Unavailable

BOX = "domains/default/mailboxes/bob/"


def key(letter: str, box: str = BOX) -> str:
    return f"{box}01K9ZZZZZZZZZZZZZZZZZZZZZ{letter}.{'ab' * 32}.alice.json"


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


async def test_what_was_put_is_read_and_listed_in_order(store: FolderStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"from a file")
    await store.put(key("B"), b"second")
    await store.put_file(key("C"), source)
    await store.put(key("A"), b"")
    listed = await store.list(BOX)
    assert [info.key for info in listed] == [key("A"), key("B"), key("C")]
    assert [info.size for info in listed] == [0, 6, 11]
    assert all(abs(info.modified - datetime.now(UTC)) < timedelta(seconds=5) for info in listed)
    assert await store.get(key("C"), 100) == b"from a file"
    await store.get_file(key("B"), tmp_path / "copy", 100)
    assert (tmp_path / "copy").read_bytes() == b"second"


async def test_a_list_is_bounded_on_both_sides(store: FolderStore) -> None:
    for letter in "ABCD":
        await store.put(key(letter), b"x")
    listed = await store.list(BOX, start_after=key("A"), end_before=key("D"))
    assert [info.key for info in listed] == [key("B"), key("C")]
    assert await store.list("domains/default/mailboxes/nobody/") == []


async def test_a_list_reaches_below_subfolders(store: FolderStore) -> None:
    keys = [f"domains/default/profiles/{name}/01K9ZZZZZZZZZZZZZZZZZZZZZZ.json" for name in "ab"]
    for each in keys:
        await store.put(each, b"{}")
    assert [info.key for info in await store.list("domains/default/profiles/")] == keys


async def test_already_there_is_success_and_changes_nothing(store: FolderStore) -> None:
    await store.put(key("A"), b"first")
    await store.put(key("A"), b"second")
    assert await store.get(key("A"), 100) == b"first"


async def test_missing_and_too_large_are_told_apart(store: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        await store.get(key("A"), 100)
    assert missing.value.code == "object_missing"
    await store.put(key("A"), b"12345")
    assert await store.get(key("A"), 5) == b"12345"
    with pytest.raises(TooLarge):
        await store.get(key("A"), 4)
    with pytest.raises(TooLarge):
        await store.get_file(key("A"), tmp_path / "copy", 4)


async def test_deleting_twice_is_success(store: FolderStore) -> None:
    await store.put(key("A"), b"x")
    await store.delete(key("A"))
    await store.delete(key("A"))
    assert await store.list(BOX) == []


async def test_a_write_that_fails_leaves_nothing(store: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await store.put_file(key("A"), tmp_path / "no such file")
    assert await store.list(BOX) == []
    assert list((tmp_path / "store" / BOX).iterdir()) == []


async def test_temporary_names_are_never_listed(store: FolderStore, tmp_path: Path) -> None:
    await store.put(key("A"), b"x")
    (tmp_path / "store" / BOX / ".0123456789abcdef.tmp").write_bytes(b"torn")
    assert [info.key for info in await store.list(BOX)] == [key("A")]


async def test_links_and_pipes_in_a_mailbox_are_neither_listed_nor_opened(
    store: FolderStore, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"mine")
    folder = tmp_path / "store" / BOX
    folder.mkdir(parents=True)
    (tmp_path / "store" / key("A")).symlink_to(secret)
    os.mkfifo(tmp_path / "store" / key("B"))
    (folder / "linked").symlink_to(tmp_path)
    assert await store.list(BOX) == []
    with pytest.raises(Unavailable):
        await store.get(key("A"), 100)
    async with asyncio.timeout(5):
        with pytest.raises(NotFound):
            await store.get(key("B"), 100)


async def test_a_date_that_no_calendar_holds_does_not_stop_a_list(
    store: FolderStore, tmp_path: Path
) -> None:
    await store.put(key("A"), b"x")
    await store.put(key("B"), b"x")
    os.utime(tmp_path / "store" / key("A"), (10**11 * 4, 10**11 * 4))
    assert len(await store.list(BOX)) == 2


async def test_a_store_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file where the folder should be")
    store = FolderStore(tmp_path / "store")
    for attempt in (
        store.put(key("A"), b"x"),
        store.now(),
        store.list(BOX),
        store.get(key("A"), 1),
    ):
        with pytest.raises(Unavailable) as error:
            await attempt
        assert error.value.code == "store_unavailable"
        assert "CanvasShare.store" in error.value.message


async def test_changes_wake_sooner_than_the_look_each_second(store: FolderStore) -> None:
    async with asyncio.timeout(20), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        for letter in "ABCDEFGHJKMNPQRSTVWXYZABCDEFGHJKMNPQRSTVWXYZ":
            woken = asyncio.ensure_future(anext(changes))
            await store.put(key(letter), b"x")
            await store.delete(key(letter))
            await woken


async def test_there_is_a_look_without_any_change(store: FolderStore) -> None:
    async with asyncio.timeout(5), aclosing(store.changes(BOX, lambda: True)) as changes:
        await anext(changes)
        await anext(changes)


async def test_the_stores_clock_is_this_machines_on_a_local_disk(store: FolderStore) -> None:
    assert abs(await store.now() - datetime.now(UTC)) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "url",
    ["s3://bucket/x", "folder", "", "file://host/folder", "file:folder", "file:///", "file:///a?b"],
)
def test_what_is_not_a_store_is_refused_by_name_of_the_setting(url: str) -> None:
    with pytest.raises(BadRequest, match=r"CanvasShare\.store") as error:
        open_store(url)
    assert error.value.code == "bad_store_url"


def test_a_store_keeps_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "with a blank"
    assert open_store(folder.as_uri()).url == folder.as_uri()

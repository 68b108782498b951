"""The folder as a store: whole files only, nothing followed, nothing outside."""

from __future__ import annotations

import asyncio
import errno
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from jupyterlab_canvas_share.exchange.keys import Keys
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.store import open_store
from jupyterlab_canvas_share.model.errors import BadRequest, NotFound, TooLarge, Unavailable

from .folder_fixtures import BOX, key, store

__all__ = ["store"]


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
    file = f"01K9ZZZZZZZZZZZZZZZZZZZZZZ.{'0' * 64}.json"
    keys = [f"domains/default/profiles/{name}/{file}" for name in "ab"]
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


async def test_a_folder_that_is_a_link_is_not_followed(store: FolderStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "store" / BOX).parent.mkdir(parents=True)
    (tmp_path / "store" / BOX.rstrip("/")).symlink_to(elsewhere)
    for attempt in (
        store.put(key("A"), b"x"),
        store.get(key("A"), 1),
        store.list(BOX),
        store.delete(key("A")),
        store.prepare(Keys("default"), "bob"),
    ):
        with pytest.raises(Unavailable) as error:
            await attempt
        assert error.value.details["errno"] == errno.ENOTDIR
    assert list(elsewhere.iterdir()) == []


async def test_what_a_killed_server_left_is_removed_after_a_day(
    store: FolderStore, tmp_path: Path
) -> None:
    bundle = object_key(0)
    await store.put(key("A"), b"x")
    await store.put(bundle, b"x")
    await store.put(key("A", "domains/default/mailboxes/alice/"), b"x")
    root = tmp_path / "store"
    kept, removed = [], []
    for folder in (root / BOX, (root / bundle).parent, root):
        for number, age in enumerate((23 * 3600, 25 * 3600)):
            file = folder / f".{number:016x}.tmp"
            file.write_bytes(b"torn")
            os.utime(file, (time.time() - age,) * 2)
            (removed if number else kept).append(file)
    others = root / "domains/default/mailboxes/alice/.0000000000000001.tmp"
    others.write_bytes(b"torn")
    os.utime(others, (0, 0))
    os.utime(root / key("A"), (0, 0))
    await store.prepare(Keys("default"), "bob")
    assert not [file for file in removed if file.exists()]
    assert all(file.exists() for file in (*kept, others, root / key("A"), root / bundle))


def object_key(number: int, share: str = "01K9ZZZZZZZZZZZZZZZZZZZZZZ.bob") -> str:
    return f"domains/default/objects/bob/{share}/{number:032x}"


async def test_a_shared_models_folder_goes_with_its_last_object(
    store: FolderStore, tmp_path: Path
) -> None:
    other = object_key(1, "01K9ZZZZZZZZZZZZZZZZZZZZZA.bob")
    for each in (object_key(1), object_key(2), other):
        await store.put(each, b"x")
    folder = (tmp_path / "store" / object_key(1)).parent
    await store.delete(object_key(1))
    assert await store.get(object_key(2), 1) == b"x"
    await store.delete(object_key(2))
    assert not folder.exists()
    # as a server that was killed in between left it
    folder.mkdir()
    await store.delete(object_key(2))
    assert not folder.exists()
    await store.delete(object_key(2))
    assert await store.get(other, 1) == b"x"
    # a mailbox is its person's place, and stays
    await store.put(key("A"), b"x")
    await store.delete(key("A"))
    assert (tmp_path / "store" / BOX).is_dir()


async def test_a_folder_that_only_held_what_a_killed_server_left_goes_too(
    store: FolderStore, tmp_path: Path
) -> None:
    folder = (tmp_path / "store" / object_key(1)).parent
    folder.mkdir(parents=True)
    (folder / f".{1:016x}.tmp").write_bytes(b"torn")
    os.utime(folder / f".{1:016x}.tmp", (0, 0))
    await store.prepare(Keys("default"), "bob")
    assert not folder.exists()
    assert folder.parent.is_dir()


async def test_what_is_written_while_the_folder_goes_is_not_lost(store: FolderStore) -> None:
    """Two servers of one person, on one SharedModel."""

    async def come_and_go(first: int, server: FolderStore) -> None:
        for number in range(first, first + 60):
            await server.put(object_key(number), b"x")
            assert await server.get(object_key(number), 1) == b"x"
            await server.delete(object_key(number))

    other = FolderStore(Path(unquote(urlsplit(store.url).path)))
    await asyncio.gather(*(come_and_go(100 * n, (store, other)[n % 2]) for n in range(4)))
    assert await store.list("domains/default/objects/bob/") == []


async def test_a_file_to_store_that_is_not_there_leaves_nothing(
    store: FolderStore, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable):
        await store.put_file(object_key(1), tmp_path / "none")
    assert await store.list("domains/default/objects/bob/") == []


async def test_many_are_read_at_once_each_with_its_own_error(store: FolderStore) -> None:
    await store.put(key("A"), b"first")
    await store.put(key("B"), b"too long")
    missing = key("A", "domains/default/mailboxes/nobody/")
    read = await store.get_many([key("B"), missing, "../outside", key("A")], 5)
    assert [type(each) for each in read] == [TooLarge, NotFound, BadRequest, bytes]
    assert read[3] == b"first"


async def test_the_stores_clock_is_this_machines_on_a_local_disk(store: FolderStore) -> None:
    assert abs(await store.now() - datetime.now(UTC)) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "url",
    ["ftp://host/x", "folder", "", "file://host/folder", "file:folder", "file:///", "file:///a?b"],
)
def test_what_is_not_a_store_is_refused_by_name_of_the_setting(url: str) -> None:
    with pytest.raises(BadRequest, match=r"CanvasShare\.store") as error:
        open_store(url)
    assert error.value.code == "bad_store_url"


def test_a_store_keeps_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "with a blank"
    assert open_store(folder.as_uri()).url == folder.as_uri()

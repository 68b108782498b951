"""A colleague who may write to the store: nothing put there keeps others' mail from arriving."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.keys import ProfileFile
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .exchange_fixtures import KEYS, folder_circle, listed, profile, share


def deep_folders(box: Path) -> None:
    """Deeper than any path may be long."""
    file = os.open(box, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("n" * 200, dir_fd=file)
        below = os.open("n" * 200, os.O_RDONLY, dir_fd=file)
        os.close(file)
        file = below
    os.close(file)


def strange_names(box: Path) -> None:
    names = (b"\xff\xfe.json", b"a\nWARNING forged \x1b[31m.json", b"x.json", b"\xf0\x9f\x92\xa5")
    for name in names:
        os.close(os.open(os.fsencode(box) + b"/" + name, os.O_CREAT | os.O_WRONLY))


def special_files(box: Path) -> None:
    os.mkfifo(box / "pipe.json")
    (box / "loop.json").symlink_to("loop.json")
    (box / "zero.json").symlink_to("/dev/zero")
    (box / "up").symlink_to("..")


def many_files(box: Path) -> None:
    for number in range(3_000):
        (box / f"junk{number}").touch()


@pytest.mark.parametrize("make", [deep_folders, strange_names, special_files, many_files])
async def test_junk_in_a_mailbox_stops_no_mail(make: object, tmp_path: Path) -> None:
    assert callable(make)
    circle = folder_circle(tmp_path)
    model = tmp_path / "model"
    model.write_bytes(b"model")
    async with circle.person("alice") as alice, circle.person("bob") as bob:
        before = await share(alice, ["bob"], model, "request-1")
        await listed(bob, before)
        make(tmp_path / "store" / KEYS.mailbox("bob"))
        after = await share(alice, ["bob"], model, "request-2")
        await listed(bob, after)
    # and for a server that starts on it, with an index it never had
    async with circle.person("bob", index="new") as bob:
        await bob.synced()
        assert await bob.index.card(before)
        assert await bob.index.card(after)
        assert all(name.isprintable() and name.isascii() for name, _ in await bob.index.rejected())


async def test_junk_among_the_profiles_hides_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    circle = folder_circle(tmp_path)
    async with circle.person("alice") as alice:
        await alice.register(profile("alice"))
        profiles = tmp_path / "store" / KEYS.profiles
        deep_folders(profiles / "alice")
        hostile = profiles / "forged\nline"
        hostile.mkdir()
        deep = b"[" * 10_000
        for folder in (hostile, profiles / "mallory"):
            file = ProfileFile.of("mallory", "01K9ZZZZZZZZZZZZZZZZZZZZZZ", deep)
            folder.mkdir(exist_ok=True)
            (folder / str(file).partition("/")[2]).write_bytes(deep)
        (profiles / "linked").symlink_to(".")
        with caplog.at_level(logging.WARNING):
            found = await alice.profiles(fresh=True)
        assert [each.name for each in found] == ["alice"]
        assert "mallory" in caplog.text
        assert "forged\nline" not in caplog.text


async def test_only_folders_of_the_grammar_are_entered(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    inside = tmp_path / KEYS.mailbox("bob") / "folder"
    inside.mkdir(parents=True)
    (inside / "file").touch()
    (inside.parent / "file").touch()
    listed = await store.list(KEYS.mailbox("bob"))
    assert [info.key for info in listed] == [f"{KEYS.mailbox('bob')}file"]

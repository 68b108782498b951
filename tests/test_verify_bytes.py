"""verify: any one byte that changes on a store is found, also by the command."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.model.events import ObjectRef, SharedModelId

from .cli_fixtures import Cli, cli, config_dir
from .exchange_fixtures import (
    Circle,
    folder_circle,
)
from .verify_fixtures import PEOPLE, kinds, tell_story

__all__ = ["cli", "config_dir"]


@dataclass
class Story:
    circle: Circle
    id: SharedModelId

    @property
    def root(self) -> Path:
        return self.circle.folder / "store"

    @cached_property
    def refs(self) -> dict[str, ObjectRef]:
        """Every object by its name, as the records name it."""
        refs = {}
        for record in self.root.rglob("mailboxes/*/*.json"):
            content = json.loads(record.read_text())
            version = content.get("event", content).get("version")
            for candidate in version["candidates"] if version else ():
                ref = ObjectRef.model_validate(candidate["bundle"])
                refs[ref.name] = ref
        return refs

    @cached_property
    def keys(self) -> list[str]:
        """All that has bytes."""
        files = [path for path in self.root.rglob("*") if path.is_file() and path.stat().st_size]
        return sorted(str(path.relative_to(self.root)) for path in files)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    model = folder / "model"
    model.write_bytes(b"a model" * 20)
    circle = folder_circle(folder)
    return Story(circle, asyncio.run(tell_story(circle, model)))


@given(data=st.data())
def test_any_one_byte_that_changes_is_found_and_not_read(story: Story, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["mailboxes", "objects", "profiles"]))
    key = data.draw(st.sampled_from([key for key in story.keys if f"/{kind}/" in key]))
    path = story.root / key
    before = path.read_bytes()
    position = data.draw(st.integers(0, len(before) - 1))
    changed = before[position] ^ data.draw(st.integers(1, 255))
    path.write_bytes(before[:position] + bytes([changed]) + before[position + 1 :])
    try:
        found = asyncio.run(all_keys_found(story.circle))
        assert found == {key}
        asyncio.run(reading_refuses(story, key))
    finally:
        path.write_bytes(before)


async def all_keys_found(circle: Circle) -> set[str]:
    return {key for me in PEOPLE for _, key in await kinds(circle, me)}


async def reading_refuses(story: Story, key: str) -> None:
    """By a server with an index that it never had."""
    _, _, kind, whose, *_, name = key.split("/")
    with tempfile.TemporaryDirectory() as cache:
        store, index = FolderStore(story.root), Path(cache) / "index.sqlite"
        exchange = Exchange(store, "default", whose, index)
        if kind == "mailboxes":
            await exchange.start()
            try:
                await exchange.synced()
                rejected = dict(await exchange.index.rejected())
            finally:
                await exchange.stop()
            assert name.removesuffix(".json") in rejected
        elif kind == "profiles":
            known = [profile.name for profile in await exchange.profiles()]
            assert known == [name for name in PEOPLE if name != whose]
        else:
            target = Path(cache) / "model"
            with pytest.raises(Refused):
                await exchange.fetch_object(whose, key.split("/")[4], story.refs[name], target)
            assert not target.exists()


def test_the_command_says_what_is_wrong(story: Story, cli: Cli) -> None:
    arguments = ["verify", "--store", story.root.as_uri(), "--user-profile", "bob"]
    sound = cli(*arguments)
    assert sound.code == 0
    assert "No problems found" in sound.out
    mail = story.circle.received("bob")[0]
    before = mail.read()
    mail.write(b"{}")
    hostile = mail.key.rpartition("/")[0] + "/\x1b[31mnews\n.json"
    story.circle.place.write(hostile, b"")
    try:
        ran = cli(*arguments)
        assert ran.code == 1
        assert f"damaged: its content is not what its key says: {mail.key}\n" in ran.out
        assert "2 problems found" in ran.out
        assert "\x1b" not in ran.out
        ran = cli(*arguments, "--json")
        assert ran.code == 1
        report = json.loads(ran.out)
    finally:
        mail.write(before)
        story.circle.place.remove(hostile)
    assert {finding["key"] for finding in report["findings"]} == {mail.key, hostile}
    assert report["profile"] == "bob"
    assert report["counts"]["objects"] > 0

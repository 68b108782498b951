"""export and import: a model as a file, carried by hand."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from jupyterlab_canvas_share.bundle.write import write_bundle
from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.index.cards import Card, Filter
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .autopilot_fixtures import Finished, churn
from .bundle_fixtures import make_bundle
from .cli_fixtures import Cli, cli, config_dir
from .exchange_fixtures import an_event, found, share
from .s3_fixtures import Seaweed

__all__ = ["churn", "cli", "config_dir"]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_bundle("linear", 2)
    path = tmp_path_factory.mktemp("bundle") / "Churn of Ada.canvasmodel"
    write_bundle(path, made.contents, made.graph)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> tuple[str, ...]:
    return ("--store", (tmp_path / "store").as_uri(), "--user-profile", "bob")


def cards(store: FolderStore, me: str, folder: Path) -> list[Card]:
    async def run() -> list[Card]:
        exchange = Exchange(store, "default", me, folder / "cards.sqlite")
        await exchange.start()
        try:
            await exchange.synced()
            return [
                await exchange.card(id)
                for direction in ("with-me", "by-me")
                for id in await found(exchange, Filter(direction))
            ]
        finally:
            await exchange.stop()

    return asyncio.run(run())


def sent(
    root: Path, bundle: Path, folder: Path, *, revoke: bool = False, title: str = "Churn"
) -> str:
    """Alice shares the bundle with Bob; the id."""

    async def run() -> str:
        exchange = Exchange(FolderStore(root), "default", "alice", folder / "alice.sqlite")
        await exchange.start()
        try:
            id = await share(exchange, ["bob"], bundle, title=title)
            if revoke:
                await exchange.send(["bob"], an_event("revoked", shared_model=id))
            return id
        finally:
            await exchange.stop()

    return asyncio.run(run())


def files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


# import


def test_an_imported_file_is_a_shared_model_of_ones_own(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    ran = cli("import", str(bundle), *settings, "--note", "from Ada")
    assert ran.code == 0, ran.err
    (card,) = cards(FolderStore(tmp_path / "store"), "bob", tmp_path)
    assert ran.out.startswith(f"{card.id}: Churn of Ada\n")
    assert (card.owner, card.direction, card.recipients) == ("bob", "with-me", ())
    assert (card.version.title, card.note) == ("Churn of Ada", "from Ada")
    exported = tmp_path / "again.canvasmodel"
    assert cli("export", card.id, str(exported), *settings).code == 0
    assert exported.read_bytes() == bundle.read_bytes()
    report = json.loads(cli("verify", "--json", *settings).out)
    assert report["findings"] == []
    assert report["counts"]["objects"] == 1


def test_the_title_can_be_given(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    ran = cli("import", str(bundle), *settings, "--title", "Who leaves")
    assert ran.out.splitlines()[0].endswith(": Who leaves")
    ran = cli("import", str(bundle), *settings, "--title", " ")
    assert ran.code == 1
    assert "title" in ran.err
    ran = cli("import", str(bundle), *settings, "--note", "\udcff")
    assert (ran.code, ran.err) == (1, "The note is not UTF-8 text. Write it anew.\n")
    assert len(cards(FolderStore(tmp_path / "store"), "bob", tmp_path)) == 1


def damaged(bundle: Path, target: Path) -> None:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)


def cut_short(bundle: Path, target: Path) -> None:
    target.write_bytes(bundle.read_bytes()[:-100])


def no_bundle(bundle: Path, target: Path) -> None:
    target.write_text("a,b\n1,2\n")


def empty(bundle: Path, target: Path) -> None:
    target.write_bytes(b"")


def a_folder(bundle: Path, target: Path) -> None:
    target.mkdir()


def nothing(bundle: Path, target: Path) -> None:
    pass


@pytest.mark.parametrize("make", [damaged, cut_short, no_bundle, empty, a_folder, nothing])
def test_a_file_that_is_not_sound_changes_nothing(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path, make: object
) -> None:
    target = tmp_path / "file.canvasmodel"
    assert callable(make)
    make(bundle, target)
    ran = cli("import", str(target), *settings)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.count("\n") >= 1
    assert "Traceback" not in ran.err
    assert files(tmp_path / "store") == set()


# export


def test_what_was_shared_with_me_can_be_exported(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    id = sent(tmp_path / "store", bundle, tmp_path)
    target = tmp_path / "out" / "churn.canvasmodel"
    target.parent.mkdir()
    ran = cli("export", id, str(target), *settings)
    assert (ran.code, ran.out) == (0, f"Churn: {bundle.stat().st_size:,} bytes in {target}\n")
    assert target.read_bytes() == bundle.read_bytes()
    assert files(target.parent) == {target}


def test_a_file_that_is_there_is_replaced_only_by_force(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    id = sent(tmp_path / "store", bundle, tmp_path)
    target = tmp_path / "churn.canvasmodel"
    target.write_text("mine")
    ran = cli("export", id, str(target), *settings)
    assert ran.code == 1
    assert "--force" in ran.err
    assert target.read_text() == "mine"
    assert cli("export", id, str(target), *settings, "--force").code == 0
    assert target.read_bytes() == bundle.read_bytes()
    link = tmp_path / "link.canvasmodel"
    link.symlink_to(tmp_path / "nowhere")
    assert cli("export", id, str(link), *settings).code == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_title_from_somebody_else_does_nothing_to_the_terminal(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    title = "Churn\x1b]0;yours\x07\u202e\nalice: sent"
    id = sent(tmp_path / "store", bundle, tmp_path, title=title)
    ran = cli("export", id, str(tmp_path / "churn.canvasmodel"), *settings)
    assert ran.code == 0, ran.err
    (line,) = ran.out.splitlines()
    assert line.startswith("Churn\\x1b")
    assert line.isprintable()


def test_a_damaged_object_is_not_exported(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    id = sent(tmp_path / "store", bundle, tmp_path)
    (stored,) = (tmp_path / f"store/domains/default/objects/alice/{id}").iterdir()
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    target = tmp_path / "out" / "churn.canvasmodel"
    target.parent.mkdir()
    target.write_text("mine")
    ran = cli("export", id, str(target), *settings, "--force")
    assert ran.code == 1
    assert "not the one that was shared" in ran.err
    assert target.read_text() == "mine"
    assert files(target.parent) == {target}


def test_what_was_shared_but_is_no_bundle_is_not_exported(
    cli: Cli, settings: tuple[str, ...], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_text("a,b\n1,2\n")
    id = sent(tmp_path / "store", other, tmp_path)
    ran = cli("export", id, str(tmp_path / "out"), *settings)
    assert ran.code == 1
    assert ".canvasmodel" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "id", ["01K9ZZZZZZZZZZZZZZZZZZZZZZ.alice", "churn", "", "../../etc/passwd", "no-job/none"]
)
def test_an_id_that_is_none_is_said(
    cli: Cli, settings: tuple[str, ...], tmp_path: Path, id: str
) -> None:
    ran = cli("export", id, str(tmp_path / "out"), *settings)
    assert ran.code == 1
    assert "There is no" in ran.err
    assert not (tmp_path / "out").exists()


def test_what_is_no_longer_shared_is_not_exported_and_a_stranger_gets_nothing(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path
) -> None:
    id = sent(tmp_path / "store", bundle, tmp_path, revoke=True)
    target = str(tmp_path / "out")
    ran = cli("export", id, target, *settings)
    assert (ran.code, "no longer shares" in ran.err) == (1, True)
    ran = cli("export", id, target, *settings, "--user-profile", "mallory")
    assert (ran.code, "not shared with you" in ran.err) == (1, True)
    assert not Path(target).exists()


@pytest.mark.parametrize("target", ["no/such/folder/x", "."])
def test_a_place_that_cannot_be_written_to_is_said(
    cli: Cli, settings: tuple[str, ...], bundle: Path, tmp_path: Path, target: str
) -> None:
    id = sent(tmp_path / "store", bundle, tmp_path)
    before = files(tmp_path)
    ran = cli("export", id, str(tmp_path / target), *settings, "--force")
    assert ran.code == 1
    assert str(tmp_path) in ran.err
    assert "Traceback" not in ran.err
    assert files(tmp_path) == before


def test_a_model_that_was_trained_here_is_exported_without_any_store(
    cli: Cli, churn: Finished, tmp_path: Path
) -> None:
    best = churn.candidates[0]
    settings = (
        f"--CanvasShare.data_dir={churn.root / 'state'}",
        "--store",
        "file:///proc/none/such",
    )
    target = tmp_path / "churn.canvasmodel"
    ran = cli("export", f"{best.job}/{best.name}", str(target), *settings)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"{best.job} / {best.name}: ")
    assert target.read_bytes() == churn.bundle(best).read_bytes()
    ran = cli("export", f"{best.job}/none", str(tmp_path / "other"), *settings)
    assert (ran.code, "There is no" in ran.err) == (1, True)


def test_both_work_on_a_bucket(cli: Cli, seaweed: Seaweed, bundle: Path, tmp_path: Path) -> None:
    settings = (
        "--store",
        f"s3://{seaweed.shared}/{os.urandom(6).hex()}",
        "--user-profile",
        "bob",
        f"--CanvasShare.s3_endpoint={seaweed.endpoint}",
        "--CanvasShare.s3_region=us-east-1",
        "--CanvasShare.s3_profile=admin",
    )
    ran = cli("import", str(bundle), *settings)
    assert ran.code == 0, ran.err
    target = tmp_path / "out"
    assert cli("export", ran.out.partition(":")[0], str(target), *settings).code == 0
    assert target.read_bytes() == bundle.read_bytes()
    assert cli("verify", *settings).code == 0

"""doctor: what is wrong is said with its fix, and nothing is left behind."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyterlab_canvas_share.exchange.keys import ProfileFile
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.services.doctor.folder_rights import check_hard_links
from jupyterlab_canvas_share.services.doctor.machine import (
    check_index_folder,
    check_versions,
    file_system,
)
from jupyterlab_canvas_share.services.doctor.store import check_clock, check_guard, check_writing

from .cli_fixtures import Cli, cli, config_dir
from .doctor_fixtures import files, fixes, lines, register, settings
from .exchange_fixtures import KEYS, Through

__all__ = ["cli", "config_dir", "settings"]

# A folder of one account


def test_a_folder_that_was_not_there_is_said(cli: Cli, settings: list[str], tmp_path: Path) -> None:
    """A typing error, or a share that is not mounted, would pass for a store of one's own."""
    store = tmp_path / "stroe"
    first = cli(*settings, store.as_uri())
    assert f"store: {store} was not there and has been made" in lines(first, "warning")[0]
    assert any(f"rm -r {store}" in fix for fix in fixes(first))
    assert "was not there" not in cli(*settings, store.as_uri()).out


def test_on_a_sound_folder_only_the_missing_protection_is_said(
    cli: Cli, settings: list[str], tmp_path: Path
) -> None:
    (tmp_path / "store").mkdir()
    ran = cli(*settings, (tmp_path / "store").as_uri())
    assert ran.code == 0
    assert lines(ran, "problem") == []
    (warning,) = lines(ran, "warning")
    assert "no protection between profiles" in warning
    topics = [line.partition(":")[0] for line in lines(ran, "ok")]
    assert topics == ["versions", "index", "identity", "store", "clock", "second write"]
    assert files(tmp_path / "store") == []
    assert files(tmp_path / "cache") == []


def test_the_log_is_silent_for_the_time_of_the_command_only(
    cli: Cli, settings: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    junk = tmp_path / "store" / KEYS.profile(ProfileFile.of("bob", "0" * 26, b"{"))
    junk.parent.mkdir(parents=True)
    junk.write_bytes(b"{")
    store = (tmp_path / "store").as_uri()
    assert cli(*settings, store).code == 0
    assert caplog.text == ""
    assert cli("verify", "--user-profile", "alice", "--store", store).code == 1
    assert junk.name in caplog.text


def test_who_is_who_is_said(cli: Cli, settings: list[str], tmp_path: Path) -> None:
    register(tmp_path / "store", "alice", "Bob")
    store = (tmp_path / "store").as_uri()
    (known,) = [line for line in lines(cli(*settings, store), "ok") if line.startswith("identity")]
    assert known == (
        "identity: alice (from CanvasShare.user_profile) in the Domain default, registered; "
        "1 other profile"
    )
    clash = cli(*settings, store, "--user-profile", "bob")
    assert clash.code == 1
    (problem,) = lines(clash, "problem")
    assert problem.startswith("identity: ")
    assert "'Bob' in case only" in problem
    nobody = cli(*settings, store, "--user-profile", "not a name")
    assert nobody.code == 1
    assert "CanvasShare.user_profile" in lines(nobody, "problem")[0]


@pytest.mark.parametrize(
    ("store", "says"),
    [
        ("ftp://somewhere", "CanvasShare.store"),
        ("file:///proc/none/such", "file:///proc/none/such"),
        ("s3://no bucket", "does not name a bucket"),
        ("s3://bucket", "http://127.0.0.1:9"),
    ],
)
def test_a_store_that_is_down_is_one_problem_and_the_rest_is_still_checked(
    cli: Cli, settings: list[str], store: str, says: str
) -> None:
    ran = cli(*settings, store, "--CanvasShare.s3_endpoint=http://127.0.0.1:9")
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")
    assert says in problem
    topics = [line.partition(":")[0] for line in lines(ran, "ok")]
    assert topics == ["versions", "index", "identity"]
    assert ran.err == ""


def test_a_folder_that_cannot_be_written_to_is_a_problem(
    cli: Cli, settings: list[str], tmp_path: Path
) -> None:
    (tmp_path / "store/domains/default/objects").mkdir(parents=True)
    (tmp_path / "store/domains/default/objects/alice").write_text("in the way")
    ran = cli(*settings, (tmp_path / "store").as_uri())
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")


def test_nobody_else_there_may_mean_another_store_or_domain(
    cli: Cli, settings: list[str], tmp_path: Path
) -> None:
    register(tmp_path / "store", "alice", "bob")
    store = (tmp_path / "store").as_uri()
    assert not [fix for fix in fixes(cli(*settings, store)) if "CanvasShare.domain" in fix]
    elsewhere = fixes(cli(*settings, store, "--domain", "elsewhere"))
    assert [fix for fix in elsewhere if "CanvasShare.domain" in fix]


@pytest.mark.parametrize(("value", "level"), [("1\n", "ok"), ("0\n", "warning"), (None, "ok")])
def test_a_kernel_that_links_the_files_of_others_is_warned_of(
    tmp_path: Path, value: str | None, level: str
) -> None:
    setting = tmp_path / "protected_hardlinks"
    if value is not None:
        setting.write_text(value)
    check = check_hard_links(setting)
    assert check.level == level
    assert ("fs.protected_hardlinks = 1" in check.fix) == (level == "warning")


# The machine


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ada/.cache", "nfs4"),
        ("/home/ada/.cache/local/deep/er", "ext4"),
        ("/home/adam", "ext4"),
        ("/mnt/a disk/cache", "cifs"),
        ("/", "ext4"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(
    tmp_path: Path, path: str, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/home /home/ada nfs4 rw 0 0\n"
        "/dev/sdb /home/ada/.cache/local ext4 rw 0 0\n"
        "//server/share /mnt/a\\040disk cifs rw 0 0\n"
    )
    assert file_system(Path(path), mounts) == kind
    assert file_system(Path(path), tmp_path / "none") is None


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.s3fs"])
async def test_an_index_on_a_network_file_system_is_a_problem(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n")
    check = await check_index_folder(tmp_path / "cache", mounts)
    assert (check.level, check.topic) == ("problem", "index")
    assert "CanvasShare.cache_dir" in check.fix
    assert (await check_index_folder(tmp_path / "cache")).level == "ok"


def test_a_cache_folder_that_cannot_be_made_is_a_problem(
    cli: Cli, settings: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    store = (tmp_path / "store").as_uri()
    ran = cli(*settings, store, f"--CanvasShare.cache_dir={tmp_path / 'file' / 'cache'}")
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("index: ")
    assert any("CanvasShare.cache_dir" in fix for fix in fixes(ran))


def test_versions_name_what_a_bucket_needs(cli: Cli, settings: list[str], tmp_path: Path) -> None:
    folder = lines(cli(*settings, (tmp_path / "store").as_uri()), "ok")[0]
    assert sqlite3.sqlite_version in folder
    assert "boto3" not in folder
    bucket = lines(cli(*settings, "s3://x"), "ok")[0]
    assert "boto3" in bucket


def test_an_old_sqlite_is_a_problem() -> None:
    problem, versions = check_versions("file:///store", sqlite=(3, 34, 1))
    assert (problem.level, versions.level) == ("problem", "ok")
    assert "3.34.1" in problem.message
    assert "3.38" in problem.fix


# A store that behaves in another way


class Ahead(Through):
    async def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=5)


async def test_a_clock_that_is_off_is_said(tmp_path: Path) -> None:
    check = await check_clock(Ahead(FolderStore(tmp_path)))
    assert check.level == "warning"
    assert "300 s behind" in check.message


class Forgetful(Through):
    async def delete(self, key: str) -> None:
        pass


class Overwriting(Through):
    async def put(self, key: str, data: bytes) -> None:
        await self.inner.delete(key)
        await self.inner.put(key, data)


async def test_a_store_that_keeps_what_was_deleted_is_a_problem(tmp_path: Path) -> None:
    check = await check_writing(Forgetful(FolderStore(tmp_path)), KEYS, "alice")
    assert check.level == "problem"


async def test_a_store_that_overwrites_is_said(tmp_path: Path) -> None:
    check = await check_guard(Overwriting(FolderStore(tmp_path)), KEYS, "alice")
    assert check.level == "warning"
    assert "If-None-Match" in check.fix
    assert files(tmp_path) == []

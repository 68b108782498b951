"""doctor: what is wrong on real stores is said with its fix, and nothing is left behind."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import jupyter_server.serverapp
import pytest
from botocore.exceptions import ClientError

import jupyterlab_canvas_share.app
import jupyterlab_canvas_share.wiring
from jupyterlab_canvas_share.cli import main
from jupyterlab_canvas_share.exchange.exchange import Exchange
from jupyterlab_canvas_share.exchange.keys import ProfileFile
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore
from jupyterlab_canvas_share.exchange.stores.policy import bucket_policy
from jupyterlab_canvas_share.exchange.stores.store import ObjectStore
from jupyterlab_canvas_share.services.doctor.folder_rights import check_hard_links
from jupyterlab_canvas_share.services.doctor.machine import check_index_folder, file_system
from jupyterlab_canvas_share.services.doctor.store import check_clock, check_guard, check_writing

from .bucket_fixtures import proxy
from .cli_fixtures import Cli, Ran, cli, config_dir
from .exchange_fixtures import KEYS, Through, profile, share
from .s3_faults import Fault, Proxy, clock_off, refused
from .s3_fixtures import ADMIN, Seaweed

__all__ = ["cli", "config_dir", "proxy"]

#: They are loaded before a process changes its account, which may not read them.
assert jupyter_server.serverapp
assert jupyterlab_canvas_share.wiring


def lines(ran: Ran, level: str) -> list[str]:
    return [
        line.removeprefix(level).strip() for line in ran.out.splitlines() if line.startswith(level)
    ]


def fixes(ran: Ran) -> list[str]:
    return re.findall(r"^ +-> (.*)$", ran.out, re.MULTILINE)


@pytest.fixture
def settings(tmp_path: Path) -> list[str]:
    return [
        "doctor",
        "--user-profile",
        "alice",
        f"--CanvasShare.cache_dir={tmp_path / 'cache'}",
        "--store",
    ]


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


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


def register(root: Path, *names: str) -> None:
    async def run() -> None:
        exchange = Exchange(FolderStore(root), "default", "anybody", root.parent / "index")
        for name in names:
            await exchange.register(profile(name))

    asyncio.run(run())


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
    bucket = lines(cli(*settings, "s3://x"), "ok")
    assert not bucket or "boto3" in bucket[0]


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


# A bucket


@pytest.fixture(scope="module")
def bucket(seaweed: Seaweed) -> str:
    return seaweed.bucket()


def on_bucket(seaweed: Seaweed, bucket: str, who: str) -> list[str]:
    return [
        f"s3://{bucket}/team",
        f"--CanvasShare.s3_endpoint={seaweed.endpoint}",
        "--CanvasShare.s3_region=us-east-1",
        f"--CanvasShare.s3_profile={who}",
    ]


def send_one(store: ObjectStore, folder: Path) -> None:
    """Alice shares with Bob, so that she knows a key in his mailbox."""
    (folder / "model").write_bytes(b"model")

    async def run() -> None:
        alice = Exchange(store, "default", "alice", folder / "alice.sqlite")
        await alice.start()
        try:
            await alice.register(profile("alice"))
            await alice.register(profile("bob"))
            await share(alice, ["bob"], folder / "model")
        finally:
            await alice.stop()

    asyncio.run(run())


RIGHTS = (
    "list the mailbox of bob",
    "read mail in another mailbox",
    "write into the own mailbox as bob",
    "write to bob in their own name",
    "register a profile for bob",
    "write among the objects of bob",
    "delete an object of bob",
    "delete mail of bob",
    "delete mail in the own mailbox",
)


@pytest.fixture
def shared_bucket(seaweed: Seaweed, bucket: str, tmp_path: Path) -> Iterator[str]:
    send_one(seaweed.store(f"s3://{bucket}/team", ADMIN), tmp_path)
    yield bucket
    with suppress(ClientError):  # where the test put no policy on it
        seaweed.client().delete_bucket_policy(Bucket=bucket)


def keys_in(seaweed: Seaweed, bucket: str) -> set[str]:
    found = seaweed.client().list_objects_v2(Bucket=bucket)
    return {each["Key"] for each in found["Contents"]}


def test_a_bucket_with_the_policy_has_no_problem(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    policy = bucket_policy(
        shared_bucket, "team", "default", identity="username", admins=[ADMIN], aws=False
    )
    seaweed.client().put_bucket_policy(Bucket=shared_bucket, Policy=json.dumps(policy))
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "alice"))
    assert ran.code == 0, ran.out
    assert lines(ran, "problem") == lines(ran, "warning") == []
    refused = [line for line in lines(ran, "ok") if line.startswith("rights")]
    assert refused == [f"rights: refused: to {right}" for right in RIGHTS]
    assert keys_in(seaweed, shared_bucket) == before


def test_a_bucket_that_everybody_may_use_fails_every_try_and_nothing_stays(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, ADMIN))
    assert ran.code == 1
    problems = lines(ran, "problem")
    assert problems == [f"rights: The store allows alice to {right}." for right in RIGHTS]
    fix, *others = fixes(ran)
    assert f"jupyter canvas-share policy --store s3://{shared_bucket}/team" in fix
    assert f"--endpoint-url {seaweed.endpoint} s3api put-bucket-policy" in fix
    assert others == ["as above"] * (len(RIGHTS) - 1)
    assert keys_in(seaweed, shared_bucket) == before


def test_without_any_right_the_store_is_the_problem(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "dave"))
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")
    assert "does not allow" in problem
    (fix,) = fixes(ran)
    assert f"s3api put-bucket-policy --bucket {shared_bucket}" in fix
    assert "alice must be the name that it gives the rights to" in fix


@pytest.fixture
def through_proxy(
    settings: list[str], seaweed: Seaweed, shared_bucket: str, proxy: Proxy
) -> list[str]:
    store, _, *options = on_bucket(seaweed, shared_bucket, ADMIN)
    return [*settings, store, f"--CanvasShare.s3_endpoint={proxy.endpoint}", *options]


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (refused(403, "RequestTimeTooSkewed"), "timedatectl set-ntp true"),
        (refused(403, "ExpiredToken"), "sign in again"),
        (refused(404, "NoSuchBucket"), "There is no such bucket: create it"),
        (refused(301, "PermanentRedirect"), "CanvasShare.s3_region"),
        (refused(503, "SlowDown"), "SlowDown (HTTP 503). It is busy or has a fault"),
    ],
)
def test_what_a_bucket_answers_comes_with_what_to_do(
    cli: Cli, through_proxy: list[str], proxy: Proxy, fault: Fault, says: str
) -> None:
    proxy.faults.append(fault)
    ran = cli(*through_proxy)
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert problem.startswith("store: ")
    assert says in problem


def test_a_clock_that_is_not_the_buckets_is_said(
    cli: Cli, through_proxy: list[str], proxy: Proxy
) -> None:
    proxy.faults.append(clock_off(timedelta(minutes=-20)))
    ran = cli(*through_proxy)
    assert any("1,200 s ahead of the store's" in line for line in lines(ran, "warning"))
    assert any("timedatectl set-ntp true" in fix for fix in fixes(ran))


def test_without_credentials_that_is_what_is_said(
    cli: Cli,
    settings: list[str],
    seaweed: Seaweed,
    shared_bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    store, *options, _ = on_bucket(seaweed, shared_bucket, "nobody")
    ran = cli(*settings, store, *options)
    (problem,) = lines(ran, "problem")
    assert "this server has no credentials" in problem
    assert "CanvasShare.s3_profile" in problem


def test_what_a_try_wrote_and_may_not_delete_is_named(
    cli: Cli, settings: list[str], seaweed: Seaweed, shared_bucket: str
) -> None:
    arn = f"arn:aws:s3:::{shared_bucket}"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
                "Resource": [arn, f"{arn}/*"],
            },
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:DeleteObject"],
                "Resource": [f"{arn}/team/domains/default/objects/${{aws:username}}/*"],
            },
        ],
    }
    seaweed.client().put_bucket_policy(Bucket=shared_bucket, Policy=json.dumps(policy))
    before = keys_in(seaweed, shared_bucket)
    ran = cli(*settings, *on_bucket(seaweed, shared_bucket, "alice"))
    assert ran.code == 1
    left = keys_in(seaweed, shared_bucket) - before
    assert len(left) == 4
    for key in left:
        assert f"could not be deleted: {key.removeprefix('team/')}" in ran.out


def test_a_bucket_with_sagemaker_in_its_name_is_warned_of(
    cli: Cli, settings: list[str], seaweed: Seaweed
) -> None:
    name = f"sagemaker-{secrets.token_hex(4)}"
    seaweed.client().create_bucket(Bucket=name)
    ran = cli(*settings, *on_bucket(seaweed, name, ADMIN))
    assert any("managed policies" in line for line in lines(ran, "warning"))
    seaweed.client().delete_bucket(Bucket=name)


# Several accounts on one folder

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or sys.platform != "linux",
    reason="only root can start processes of other accounts",
)
ALICE, BOB = 61011, 61012


def become(uid: int) -> None:
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    # what is loaded on the way is found while the packages can still be read, wherever they are
    with tempfile.TemporaryDirectory() as folder:
        run_doctor("--store", Path(folder).as_uri(), f"--CanvasShare.cache_dir={folder}")
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


As = Callable[..., object]


@pytest.fixture(scope="module")
def as_account() -> Iterator[As]:
    """Runs a function in a process of the account with that uid."""
    with ExitStack() as stack:
        pools = {
            uid: stack.enter_context(
                ProcessPoolExecutor(1, get_context("spawn"), initializer=become, initargs=(uid,))
            )
            for uid in (ALICE, BOB)
        }

        def run(uid: int, work: Callable[..., object], *arguments: object) -> object:
            return pools[uid].submit(work, *arguments).result(timeout=60)

        yield run


def start_once(root: Path, me: str) -> None:
    asyncio.run(FolderStore(root).prepare(KEYS, me))
    register(root, me)


def run_doctor(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    with redirect_stdout(out):
        code = main(["doctor", *arguments])
    return code, out.getvalue()


@pytest.fixture
def several(as_account: As) -> Iterator[Path]:
    """A store as an administrator makes one, with Bob's places on it."""
    with tempfile.TemporaryDirectory(prefix="canvas-share-doctor-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        root = folder / "store"
        for kind in ("profiles", "mailboxes", "objects"):
            (root / "domains/default" / kind).mkdir(parents=True)
            (root / "domains/default" / kind).chmod(0o1777)
        root.chmod(0o1777)
        as_account(BOB, start_once, root, "bob")
        yield root


def examine(root: Path, as_account: As) -> Ran:
    arguments = (
        "--store",
        root.as_uri(),
        "--user-profile",
        "alice",
        f"--CanvasShare.cache_dir={root.parent / 'cache'}",
    )
    answer = as_account(ALICE, run_doctor, *arguments)
    assert isinstance(answer, tuple)
    return Ran(*answer, "")


@needs_root
def test_several_accounts_are_kept_apart(several: Path, as_account: As) -> None:
    ran = examine(several, as_account)
    assert ran.code == 0, ran.out
    assert lines(ran, "problem") == lines(ran, "warning") == []
    assert [line for line in lines(ran, "ok") if line.startswith("rights")] == [
        "rights: the folders of alice are this account's, with safe modes",
        "rights: the kernel refuses links to the files of others",
        "rights: refused: to list the mailbox of bob",
        "rights: refused: to register a profile for bob",
    ]
    assert not [path for path in files(several) if "/profiles/" not in str(path)]


@needs_root
def test_a_mailbox_that_others_can_list_is_a_problem_of_its_owner(
    several: Path, as_account: As
) -> None:
    (several / "domains/default/mailboxes/bob").chmod(0o777)
    (several / "domains/default/profiles/bob").chmod(0o777)
    ran = examine(several, as_account)
    assert ran.code == 1
    assert lines(ran, "problem") == [
        "rights: The store allows alice to list the mailbox of bob.",
        "rights: The store allows alice to register a profile for bob.",
    ]
    assert "Ask bob to start their server" in fixes(ran)[0]


@needs_root
def test_a_folder_of_a_share_that_others_can_list_is_a_problem(
    several: Path, as_account: As
) -> None:
    as_account(ALICE, start_once, several, "alice")
    folder = several / "domains/default/objects/alice" / f"{'1' * 26}.alice"
    folder.mkdir()
    (folder / ("0" * 32)).write_bytes(b"model")
    os.chown(folder, ALICE, ALICE)
    folder.chmod(0o755)
    ran = examine(several, as_account)
    assert ran.code == 1
    assert f"{folder} has mode 755 in place of 711." in lines(ran, "problem")[0]
    assert f"chmod 711 {folder}" in fixes(ran)


@needs_root
def test_a_mode_that_was_loose_is_said_and_put_right(several: Path, as_account: As) -> None:
    as_account(ALICE, start_once, several, "alice")
    mailbox = several / "domains/default/mailboxes/alice"
    mailbox.chmod(0o777)
    ran = examine(several, as_account)
    (warning,) = lines(ran, "warning")
    assert f"{mailbox} had mode 777, and has 1733 now" in warning
    assert "jupyter canvas-share verify" in fixes(ran)[-1]
    assert lines(examine(several, as_account), "warning") == []


def shut(root: Path) -> str:
    root.chmod(0o1700)
    return f"chmod 1777 {root}"


def of_a_group(root: Path) -> str:
    os.chown(root, 0, BOB)
    root.chmod(0o1770)
    return f"usermod -a -G {BOB} {ALICE}"


def of_one_account(root: Path) -> str:
    root.chmod(0o777)
    (root / "domains/default/mailboxes").chmod(0o755)
    return f"chmod 1777 {root}"


@needs_root
@pytest.mark.parametrize("spoil", [shut, of_a_group, of_one_account])
def test_a_folder_that_this_account_may_not_use_comes_with_the_command(
    several: Path, as_account: As, spoil: Callable[[Path], str]
) -> None:
    command = spoil(several)
    ran = examine(several, as_account)
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert "Permission denied" in problem
    assert command in fixes(ran)[-1]
    assert f"this account is {ALICE}" in fixes(ran)[-1]


@needs_root
def test_a_store_below_a_folder_that_is_shut_comes_with_the_command(
    several: Path, as_account: As
) -> None:
    above = several.parent / "a bove"
    above.mkdir(mode=0o700)
    moved = several.rename(above / "store")
    arguments = ("--store", moved.as_uri(), "--user-profile", "alice")
    answer = as_account(
        ALICE, run_doctor, *arguments, f"--CanvasShare.cache_dir={several.parent / 'cache'}"
    )
    assert isinstance(answer, tuple)
    ran = Ran(*answer, "")
    assert ran.code == 1
    assert f"chmod a+x '{above}'" in fixes(ran)[-1]
    moved.rename(several)


@needs_root
def test_places_that_another_account_has_are_a_problem(several: Path, as_account: As) -> None:
    as_account(BOB, start_once, several, "eve")
    root = several / "domains/default/mailboxes/alice"
    (several / "domains/default/mailboxes/eve").rename(root)
    ran = examine(several, as_account)
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert str(root) in problem
    assert "61012" in problem


@needs_root
def test_root_is_told_that_nothing_keeps_it_out(
    cli: Cli, settings: list[str], several: Path, as_account: As
) -> None:
    as_account(ALICE, start_once, several, "alice")
    ran = cli(*settings, several.as_uri(), "--user-profile", "root")
    assert ran.code == 1
    assert any("runs as root" in line for line in lines(ran, "problem"))

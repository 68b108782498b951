"""doctor on a folder of several Unix accounts, run as real ones."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import jupyter_server.serverapp
import pytest

import jupyterlab_canvas_share.wiring
from jupyterlab_canvas_share.cli import main
from jupyterlab_canvas_share.exchange.stores.folder import FolderStore

from .cli_fixtures import Cli, Ran, cli, config_dir
from .doctor_fixtures import files, fixes, lines, register, settings
from .exchange_fixtures import KEYS

__all__ = ["cli", "config_dir", "settings"]

#: They are loaded before a process changes its account, which may not read them.
assert jupyter_server.serverapp
assert jupyterlab_canvas_share.wiring

pytestmark = pytest.mark.skipif(
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


def test_places_that_another_account_has_are_a_problem(several: Path, as_account: As) -> None:
    as_account(BOB, start_once, several, "eve")
    root = several / "domains/default/mailboxes/alice"
    (several / "domains/default/mailboxes/eve").rename(root)
    ran = examine(several, as_account)
    assert ran.code == 1
    (problem,) = lines(ran, "problem")
    assert str(root) in problem
    assert "61012" in problem


def test_root_is_told_that_nothing_keeps_it_out(
    cli: Cli, settings: list[str], several: Path, as_account: As
) -> None:
    as_account(ALICE, start_once, several, "alice")
    ran = cli(*settings, several.as_uri(), "--user-profile", "root")
    assert ran.code == 1
    assert any("runs as root" in line for line in lines(ran, "problem"))

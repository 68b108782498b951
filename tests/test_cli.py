"""The command line as a whole: help, usage, and the settings that every command takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .cli_fixtures import Cli, cli, config_dir

__all__ = ["cli", "config_dir"]

COMMANDS = ("demo", "doctor", "policy", "verify", "export", "import")


def test_help_lists_every_command_and_the_exit_codes(cli: Cli) -> None:
    ran = cli("--help")
    assert ran.code == 0
    for command in COMMANDS:
        assert re.search(rf"^    {command} +\S", ran.out, re.MULTILINE)
    assert "Exit codes: 0 fine, 1 refused or problems found, 2 wrong usage" in " ".join(
        ran.out.split()
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_of_its_own(cli: Cli, command: str) -> None:
    ran = cli(command, "--help")
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 5
    assert ("--user-profile" in ran.out) == (command != "demo")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("verify", "--colour"),
        ("verify", "extra"),
        ("verify", "--CanvasShare.colour=red"),
        ("verify", "--CanvasShare.store"),
        ("verify", "--CanvasShare.max_recipients=many"),
        ("verify", "--CanvasShare.max_recipients=1000"),
        ("demo", "--CanvasShare.store=file:///x"),
        ("export", "only-an-id"),
        ("import",),
        ("policy", "--for", "everybody"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = cli(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert "error: " in ran.err
    assert "Traceback" not in ran.err


def profile_and_store(cli: Cli, *arguments: str) -> tuple[str, str]:
    ran = cli("verify", "--json", *arguments)
    assert ran.code == 0, ran.err
    report = json.loads(ran.out)
    return report["profile"], report["store"]


@pytest.mark.parametrize("name", ["jupyter_server_config", "jupyter_config"])
@pytest.mark.parametrize("kind", ["json", "py"])
def test_settings_come_from_the_files_that_a_server_reads(
    cli: Cli, config_dir: Path, tmp_path: Path, name: str, kind: str
) -> None:
    store = (tmp_path / "a store").as_uri()
    text = {
        "json": json.dumps({"CanvasShare": {"store": store, "user_profile": "grace"}}),
        "py": f"c.CanvasShare.store = {store!r}\nc.CanvasShare.user_profile = 'grace'\n",
    }[kind]
    (config_dir / f"{name}.{kind}").write_text(text)
    assert profile_and_store(cli) == ("grace", store)


def test_what_is_given_counts_more_than_the_files(
    cli: Cli, config_dir: Path, tmp_path: Path
) -> None:
    settings = {"store": (tmp_path / "one").as_uri(), "user_profile": "grace"}
    (config_dir / "jupyter_server_config.json").write_text(json.dumps({"CanvasShare": settings}))
    two = (tmp_path / "two").as_uri()
    assert profile_and_store(cli, "--store", two) == ("grace", two)
    assert profile_and_store(cli, f"--CanvasShare.store={two}") == ("grace", two)
    assert profile_and_store(cli, "--user-profile", "ada") == ("ada", settings["store"])


def test_without_settings_it_is_the_folder_and_the_name_of_this_account(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ada")
    assert profile_and_store(cli) == ("ada", (tmp_path / "data/canvas-share/store").as_uri())


def test_a_config_file_with_a_value_that_does_not_fit_is_named(cli: Cli, config_dir: Path) -> None:
    settings = {"CanvasShare": {"max_recipients": "many"}}
    (config_dir / "jupyter_server_config.json").write_text(json.dumps(settings))
    ran = cli("verify")
    assert ran.code == 1
    assert "max_recipients" in ran.err
    assert "config file" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--store", "ftp://somewhere"), "CanvasShare.store"),
        (("--store", "file:///proc/none/such"), "CanvasShare.store"),
        (("--store", "s3://not a bucket"), "CanvasShare.store"),
        (("--user-profile", "not a name"), "CanvasShare.user_profile"),
        (("--domain", "../up"), "CanvasShare.domain"),
        (
            ("--store", "s3://bucket", "--CanvasShare.s3_endpoint=http://127.0.0.1:9"),
            "s3://bucket",
        ),
    ],
)
@pytest.mark.parametrize(
    "command", [("verify",), ("export", "01K9ZZZZZZZZZZZZZZZZZZZZZZ.ada", "none/model")]
)
def test_a_setting_that_leads_nowhere_is_named(
    cli: Cli, command: tuple[str, ...], arguments: tuple[str, ...], says: str
) -> None:
    ran = cli(*command, "--user-profile", "ada", *arguments)
    assert ran.code == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_it_is_a_command_of_jupyter(tmp_path: Path) -> None:
    """As people type it: the exit code and the output are those of the command."""
    command = Path(sys.executable).parent / "jupyter"
    environment = {**os.environ, "JUPYTER_NO_CONFIG": "1", "HOME": str(tmp_path)}
    environment["PATH"] = f"{command.parent}:{environment['PATH']}"
    store = (tmp_path / "store").as_uri()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, "canvas-share", "verify", "--user-profile", "ada", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    ran = run("--store", store)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == (
        f"ada on {store}: 0 events, 0 objects (0 bytes) and 0 delivered copies read. "
        "No problems found.\n"
    )
    assert run("--store", "ftp://x").returncode == 1
    assert run("--stroe", store).returncode == 2

"""The command line, run in this process, away from the settings of whoever runs the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jupyter_core.paths
import pytest

from jupyterlab_canvas_share.cli import main


@dataclass
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def config_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Jupyter's config files of this person lie; those of the machine count for nothing."""
    folder = tmp_path / "jupyter"
    folder.mkdir()
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTERHUB_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(jupyter_core.paths, "ENV_CONFIG_PATH", [])
    monkeypatch.setattr(jupyter_core.paths, "SYSTEM_CONFIG_PATH", [])
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(folder))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody's")
    return folder


@pytest.fixture
def cli(config_dir: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs one command. The exit code of a wrong usage comes as SystemExit, as to a shell."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        answer = capsys.readouterr()
        return Ran(code, answer.out, answer.err)

    return run

"""The wheel that users install: what is in it, and that it serves both ends where no Node is."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import jupyterlab_canvas_share
from tests.servers import free_port

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the tree as it is; the front end was built by `make` and is not built again."""
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            target,
            ROOT,
        ],
        check=True,
        capture_output=True,
    )
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it. The dependencies are borrowed from this environment by
    path, which does not lend its editable install."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--no-deps", "-q", wheel], check=True)
    return python


@pytest.fixture
def without_node(python: Path, tmp_path: Path) -> dict[str, str]:
    """The environment's variables, with a PATH that holds no Node."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")},
        "PATH": f"{python.parent}:/usr/sbin:/sbin",
        "HOME": str(tmp_path),
    }


def test_the_wheel_holds_both_front_ends_and_no_sources(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = f"jupyterlab_canvas_share-{jupyterlab_canvas_share.__version__}.data/data"
    for wanted in (
        f"{data}/share/jupyter/labextensions/jupyterlab-canvas-share/package.json",
        f"{data}/share/jupyter/labextensions/jupyterlab-canvas-share/install.json",
        f"{data}/etc/jupyter/jupyter_server_config.d/jupyterlab_canvas_share.json",
        "jupyterlab_canvas_share/canvas_page/static/canvas.js",
        "jupyterlab_canvas_share/canvas_page/static/canvas.css",
        "jupyterlab_canvas_share/event_schemas/shared_model/v1.yaml",
        "jupyterlab_canvas_share/py.typed",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests/", "src/", "node_modules/"))]


def test_one_version_everywhere() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert package["version"] == jupyterlab_canvas_share.__version__
    assert f"## {package['version']}" in (ROOT / "CHANGELOG.md").read_text()


def test_lab_lists_both_extensions_as_ok(python: Path, without_node: dict[str, str]) -> None:
    for command in ("jupyterlab.labextensions", "jupyter_server.extension.serverextension"):
        listed = subprocess.run(
            [python, "-m", command, "list"],
            env=without_node,
            capture_output=True,
            text=True,
            check=False,
        )
        text = listed.stdout + listed.stderr
        assert re.search(r"jupyterlab[-_]canvas[-_]share.*OK", text), text


@pytest.fixture
def lab(python: Path, without_node: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, str]]:
    port, token = free_port(), secrets.token_hex(8)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                python,
                "-m",
                "jupyterlab",
                f"--ServerApp.port={port}",
                f"--ServerApp.root_dir={tmp_path}",
                "--ServerApp.open_browser=False",
                "--ServerApp.allow_root=True",
                f"--CanvasShare.store={(tmp_path / 'store').as_uri()}",
                "--CanvasShare.user_profile=ada",
                f"--CanvasShare.cache_dir={tmp_path / 'cache'}",
            ],
            env={**without_node, "JUPYTER_TOKEN": token},
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}/", token
    finally:
        process.terminate()
        process.wait(15)


def test_the_wheel_serves_both_ends_without_node(lab: tuple[str, str]) -> None:
    url, token = lab

    def get(path: str) -> tuple[str, bytes]:
        request = urllib.request.Request(url + path, headers={"Authorization": f"token {token}"})
        for _ in range(300):
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    return response.headers["Content-Type"], response.read()
            except ConnectionError:
                time.sleep(0.1)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionError):
                    raise
                time.sleep(0.1)
        raise AssertionError("the server did not answer")

    _, page = get("canvas")
    (script,) = re.findall(rb'src="/([^"]+canvas\.js)"', page)
    kind, code = get(script.decode())
    assert "javascript" in kind
    assert len(code) > 10_000
    _, lab_page = get("lab")
    assert b"jupyterlab-canvas-share" in lab_page
    _, me = get("canvas-share/api/me")
    assert json.loads(me)["profile"]["name"] == "ada"

"""One real Jupyter Server with the extension on it, for the REST tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from .once import open_folder

#: As plugins, not imports, so that a session has one S3 server.
pytest_plugins = ("pytest_jupyter.jupyter_server", "tests.s3_fixtures")

settings.register_profile("short", max_examples=200, deadline=None)
#: `make test-long` asks for it: the same properties on many more examples.
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("short")


def pytest_configure() -> None:
    open_folder()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def jp_server_config(tmp_path: Path, store: Path) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyterlab_canvas_share": True},
            "allow_unauthenticated_access": False,
        },
        "CanvasShare": {
            "store": store.as_uri(),
            "user_profile": "alice",
            "data_dir": str(tmp_path / "data"),
            "cache_dir": str(tmp_path / "cache"),
        },
    }

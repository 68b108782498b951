"""A server acts as one profile: its settings decide which, and no name is ever made up."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest

from jupyterlab_canvas_share.model.errors import Refused
from jupyterlab_canvas_share.services.identity import resolve_domain_name, resolve_profile_name


@pytest.fixture
def metadata(tmp_path: Path) -> Path:
    path = tmp_path / "resource-metadata.json"
    path.write_text(json.dumps({"UserProfileName": "from-sagemaker", "DomainId": "d-abc123"}))
    return path


def test_the_first_of_four_origins_counts(
    tmp_path: Path, metadata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = {"JUPYTERHUB_USER": "from-hub"}
    none = tmp_path / "none"
    monkeypatch.setenv("LOGNAME", "from-account")
    assert resolve_profile_name("configured", metadata=metadata, environ=hub) == "configured"
    assert resolve_profile_name("", metadata=metadata, environ=hub) == "from-sagemaker"
    assert resolve_profile_name(None, metadata=none, environ=hub) == "from-hub"
    assert resolve_profile_name(None, metadata=none, environ={}) == "from-account"
    assert getpass.getuser() == "from-account"


def test_the_domain_is_configured_or_sagemakers_or_default(tmp_path: Path, metadata: Path) -> None:
    assert resolve_domain_name("sales", metadata=metadata) == "sales"
    assert resolve_domain_name(None, metadata=metadata) == "d-abc123"
    assert resolve_domain_name(None, metadata=tmp_path / "none") == "default"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"UserProfileName": 7}'])
def test_a_metadata_file_without_a_name_is_passed_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "metadata.json"
    path.write_text(content)
    assert resolve_profile_name("", metadata=path, environ={"JUPYTERHUB_USER": "h"}) == "h"


@pytest.mark.parametrize(
    "name",
    [
        "jane.doe",
        "jane_doe",
        "jane@example.org",
        "-jane",
        "jane-",
        "a" * 64,
        "a" + "-" * 70 + "b",
        "José",
        "jane\n",
        "..",
        "a/b",
    ],
)
def test_a_name_that_does_not_fit_is_refused_and_never_mapped(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"CanvasShare\.user_profile") as error:
        resolve_profile_name("", metadata=tmp_path / "none", environ={"JUPYTERHUB_USER": name})
    assert error.value.code == "bad_profile_name"
    assert "JUPYTERHUB_USER" in error.value.message
    with pytest.raises(Refused, match=r"CanvasShare\.domain"):
        resolve_domain_name(name)


@pytest.mark.parametrize("name", ["a", "a" * 63, "data-scientist", "a--b", "9"])
def test_names_of_the_pattern_are_taken_as_they_are(name: str) -> None:
    assert resolve_profile_name(name) == name

"""Every dependency has its line in ``docs/dependencies.md``, and nothing else has."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: The package itself, in its own extras.
OWN = "jupyterlab-canvas-share"


def python_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = list(project["build-system"]["requires"]) + list(project["project"]["dependencies"])
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    return {re.split(r"[\[<>=!~; ]", each, maxsplit=1)[0] for each in wanted} - {OWN}


def npm_packages() -> set[str]:
    package = json.loads((ROOT / "package.json").read_text())
    return {*package["dependencies"], *package["devDependencies"]}


def test_each_dependency_has_one_line_that_says_why() -> None:
    text = (ROOT / "docs/dependencies.md").read_text()
    lines = re.findall(r"^\| ([^|]+?) \| (.+?) \|$", text, re.MULTILINE)
    told = Counter(name for name, why in lines if name != "package" and why)
    assert set(told) == python_packages() | npm_packages()
    assert set(told.values()) == {1}

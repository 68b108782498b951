"""One row explained, two models compared, a report downloaded: in a real JupyterLab."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from jupyterlab_canvas_share.autopilot.compare import save
from jupyterlab_canvas_share.autopilot.folder import JobFolder
from jupyterlab_canvas_share.autopilot.task import Held
from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.studio_pages import open_from_home
from tests.bundle_fixtures import make_bundle
from tests.job_fixtures import add_candidate, job_folder
from tests.servers import running

pytestmark = pytest.mark.browser

HEADER = "tenure,Monthly Charges,Contract,Payment,Since,left\n"


def _answers(folder: JobFolder, name: str, probability: float) -> None:
    """What a candidate answered for the two rows of the table."""
    held = Held(np.array([1.0, 0.0]), None, None, np.array([1, 2]), np.zeros((2, 1), np.float32))
    save(folder.candidate(name), held, np.array([[1 - probability, probability], [0.9, 0.1]]))


def _prepare(home: Path) -> None:
    """A job of two models, as a training leaves it, and its input."""
    files = home / "files"
    files.mkdir(parents=True)
    rows = "3,70.5,One year,Card,2020-01-31,yes\n60,20,Two year,Cowries,2018-05-01,no\n"
    (files / "table.csv").write_text(HEADER + rows)
    folder = job_folder(home / "data" / "jobs", "churn")
    record = json.loads(folder.job.read_text())
    folder.job.write_text(json.dumps({**record, "root": str(files)}))
    add_candidate(folder, "linear-learner-1", make_bundle("linear", 2))
    worse = {"objective": {"name": "F1", "value": 0.7}}
    add_candidate(folder, "extra-trees-1", make_bundle("forest", 2), **worse)
    _answers(folder, "linear-learner-1", 0.8)
    _answers(folder, "extra-trees-1", 0.3)


def test_one_row_is_explained_and_two_models_are_compared(tmp_path: Path) -> None:
    expect.set_options(timeout=PATIENCE)
    home = tmp_path / "ds"
    _prepare(home)
    with (
        running(
            home, tmp_path / "store", "scientist", apps=("Studio",), program="jupyterlab"
        ) as studio,
        chromium() as browser,
    ):
        lab = open_page(browser, studio.page("lab"))
        open_from_home(lab, "AutoML")
        lab.get_by_role("button", name="churn", exact=True).click()
        lab.get_by_role("radio", name="linear-learner-1").click()
        lab.get_by_role("button", name="Open in model details").click()
        _explain(lab)
        _download(lab)
        lab.get_by_role("tab", name="Autopilot job: churn").click()
        _compare(lab)
        assert lab.evaluate("() => window.__failure") is None


def _explain(lab: Page) -> None:
    details = lab.get_by_role("region", name="Model Details")
    row = details.get_by_role("region", name="One row explained")
    row.get_by_role("button", name="Pick from table.csv").click()
    expect(row.get_by_role("option", name="Row 2")).to_be_attached()
    row.get_by_label("Start from").select_option(label="Row 2")
    expect(row.get_by_text(re.compile("is predicted as"))).to_be_visible()
    expect(row.get_by_text(re.compile("has not seen 'Cowries'"))).to_be_visible()
    expect(row.get_by_role("rowheader", name="Prediction")).to_be_visible()
    row.get_by_label("tenure").fill("1")
    expect(row.get_by_label("Start from")).to_have_value("typed")
    row.get_by_role("button", name="Explain").click()
    expect(row.get_by_role("row", name=re.compile("^tenure 1 "))).to_be_visible()
    screenshot(lab, "row-explained")


def _download(lab: Page) -> None:
    details = lab.get_by_role("region", name="Model Details")
    details.get_by_role("tab", name="Performance").click()
    with lab.expect_download() as waiting:
        details.get_by_role("button", name="statistics.json").click()
    assert waiting.value.suggested_filename == "churn-linear-learner-1-statistics.json"
    assert json.loads(Path(waiting.value.path()).read_text())


def _compare(lab: Page) -> None:
    job = lab.get_by_role("region", name="Autopilot job")
    for name in ("linear-learner-1", "extra-trees-1"):
        job.get_by_role("checkbox", name=re.compile(name)).check()
    job.get_by_role("button", name="Compare").click()
    compared = lab.get_by_role("region", name="Compare models")
    verdict = "linear-learner-1 is better by F1 than extra-trees-1: 0.75 against 0.7."
    expect(compared.get_by_text(re.compile(re.escape(verdict)))).to_be_visible()
    differs = compared.get_by_role("row", name=re.compile("^1 yes"))
    expect(differs).to_contain_text("yes ✓")
    # the input is not the one that these bundles tell of
    expect(compared.get_by_text(re.compile("has changed since"))).to_be_visible()
    screenshot(lab, "compare")
    compared.get_by_label("Left").select_option(label="extra-trees-1")
    expect(compared.get_by_text("The same model twice")).to_be_visible()

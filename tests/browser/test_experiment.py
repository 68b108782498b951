"""An experiment in a real JupyterLab: half filled in, reloaded, created, compared, cloned, deleted.

The tests of the class follow one another, as a person works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import PATIENCE, chromium, open_page, screenshot
from tests.browser.studio_pages import open_from_home
from tests.datasets import churn
from tests.servers import running

pytestmark = pytest.mark.browser

#: JupyterLab writes its workspace half a second after the last change.
WORKSPACE = 2_500
#: Training takes as long as it takes.
TRAINING = 150_000
PARTS = 3
ROWS = 1_500


@dataclass
class Stage:
    lab: Page

    @property
    def form(self) -> Locator:
        return self.lab.get_by_role("region", name="Create experiment")

    @property
    def job(self) -> Locator:
        return self.lab.get_by_role("region", name="Autopilot job")

    def page(self, title: str) -> None:
        self.form.get_by_role("navigation", name="Steps").get_by_role("button", name=title).click()
        expect(self.form.get_by_role("heading", name=title)).to_be_focused()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("experiment")
    expect.set_options(timeout=PATIENCE)
    with (
        running(
            home / "ds", home / "store", "scientist", apps=("Studio",), program="jupyterlab"
        ) as studio,
        chromium() as browser,
    ):
        _write_parts(studio.folder / "customers")
        lab = open_page(browser, studio.page("lab"))
        yield Stage(lab)
        assert lab.evaluate("() => window.__failure") is None, studio.log.read_text()[-2000:]


def _write_parts(folder: Path) -> None:
    folder.mkdir()
    lines = churn().read_text(encoding="utf-8").splitlines(keepends=True)
    header, rows = lines[0], lines[1 : ROWS + 1]
    for part in range(PARTS):
        text = header + "".join(rows[part::PARTS])
        (folder / f"part-{part}.csv").write_text(text, encoding="utf-8")


class TestExperiment:
    def test_a_folder_of_parts_is_browsed_to(self, stage: Stage) -> None:
        lab, form = stage.lab, stage.form
        open_from_home(lab, "AutoML")
        lab.get_by_role("button", name="Create an AutoML experiment").click()
        form.get_by_role("button", name="Browse: Input data").click()
        dialog = lab.get_by_role("dialog")
        dialog.get_by_role("listitem", name=re.compile("customers")).click()
        dialog.get_by_role("button", name="Select").click()
        expect(form.get_by_label("Input data", exact=True)).to_have_value("customers")
        found = re.compile(f"CSV, {PARTS} parts, .* {ROWS:,} rows")
        expect(form.get_by_text(found)).to_be_visible()
        screenshot(lab, "experiment-data")

    def test_what_is_half_filled_in_survives_a_reload(self, stage: Stage) -> None:
        lab, form = stage.lab, stage.form
        form.get_by_label("Experiment name").fill("spring-1")
        stage.page("Target and features")
        form.get_by_label("Target", exact=True).select_option("Churn")
        form.get_by_role("checkbox", name="gender").uncheck()
        form.get_by_label("Type of tenure").select_option("Categorical")
        screenshot(lab, "experiment-target")
        stage.page("Training method")
        form.get_by_role("radio", name="Hyperparameter optimization").check()
        form.get_by_role("checkbox", name="XGBoost").uncheck()
        form.get_by_role("checkbox", name="Neural network").uncheck()
        screenshot(lab, "experiment-method")
        lab.wait_for_timeout(WORKSPACE)
        lab.reload()
        expect(form.get_by_role("radio", name="Hyperparameter optimization")).to_be_checked()
        expect(form.get_by_role("checkbox", name="XGBoost")).not_to_be_checked()
        stage.page("Target and features")
        expect(form.get_by_label("Target", exact=True)).to_have_value("Churn")
        expect(form.get_by_role("checkbox", name="gender")).not_to_be_checked()
        expect(form.get_by_label("Type of tenure")).to_have_value("Categorical")
        stage.page("Experiment and data details")
        expect(form.get_by_label("Experiment name")).to_have_value("spring-1")

    def test_it_is_created_as_reviewed(self, stage: Stage) -> None:
        lab, form, job = stage.lab, stage.form, stage.job
        stage.page("Deployment and advanced settings")
        form.get_by_label("Max candidates").fill("2")
        stage.page("Review and create")
        method = form.get_by_role("region", name="Training method")
        expect(method).to_contain_text("Linear learner")
        screenshot(lab, "experiment-review")
        form.get_by_role("button", name="Create experiment").click()
        ended = job.get_by_text("Completed (all candidates trained)")
        expect(ended).to_be_visible(timeout=TRAINING)
        expect(job).to_contain_text(f"Cross-validation with 5 folds: each of {ROWS:,} rows")
        expect(job.locator("tbody tr")).to_contain_text([re.compile("linear-learner-")] * 2)
        job.get_by_role("tab", name="Job profile").click()
        expect(job).to_contain_text("tenure: Categorical")
        screenshot(lab, "job-profile")

    def test_its_two_models_are_compared(self, stage: Stage) -> None:
        lab, job = stage.lab, stage.job
        job.get_by_role("tab", name="Models").click()
        for box in job.get_by_role("checkbox", name=re.compile("^Compare ")).all():
            box.check()
        job.get_by_role("button", name="Compare").click()
        expect(lab.get_by_role("heading", name="Compare models of spring-1")).to_be_visible()
        expect(lab.get_by_text(re.compile(f"{ROWS:,} rows held back"))).to_be_visible()
        lab.get_by_role("tab", name="Autopilot job: spring-1").click()

    @pytest.mark.parametrize(
        ("button", "heading"),
        [
            ("Open data exploration notebook", "Data exploration: spring-1"),
            ("Open candidate generation notebook", "Candidate definition: spring-1"),
        ],
    )
    def test_its_notebooks_open(self, stage: Stage, button: str, heading: str) -> None:
        lab, job = stage.lab, stage.job
        job.get_by_role("button", name=button).click()
        expect(lab.get_by_role("heading", name=re.compile(f"^{heading}"))).to_be_visible()
        expect(lab.get_by_role("dialog")).to_be_hidden()
        screenshot(lab, button.lower().replace(" ", "-"))
        lab.get_by_role("tab", name="Autopilot job: spring-1").click()

    def test_a_clone_begins_with_its_settings(self, stage: Stage) -> None:
        form, job = stage.form, stage.job
        job.get_by_role("button", name="Clone").click()
        expect(form.get_by_label("Input data", exact=True)).to_have_value("customers")
        form.get_by_label("Experiment name").fill("spring-1")
        stage.page("Target and features")
        expect(form.get_by_role("checkbox", name="gender")).not_to_be_checked()
        stage.page("Review and create")
        form.get_by_role("button", name="Create experiment").click()
        name = form.get_by_label("Experiment name")
        expect(name).to_be_focused()
        expect(form.get_by_role("alert")).to_contain_text("spring-1")
        name.fill("spring-2")
        stage.page("Review and create")
        form.get_by_role("button", name="Create experiment").click()
        expect(job.get_by_role("heading", name="spring-2")).to_be_visible()

    def test_one_that_has_ended_is_deleted_with_its_size(self, stage: Stage) -> None:
        lab, job = stage.lab, stage.job
        ended = job.get_by_text("Completed (all candidates trained)")
        expect(ended).to_be_visible(timeout=TRAINING)
        open_from_home(lab, "AutoML")
        jobs = lab.get_by_role("region", name="Autopilot", exact=True)
        jobs.get_by_role("button", name="Delete spring-2").click()
        dialog = lab.get_by_role("dialog")
        expect(dialog).to_contain_text(re.compile(r"This frees [\d.]+ [kM]B on disk"))
        screenshot(lab, "delete-job")
        dialog.get_by_text("Delete", exact=True).click()
        expect(jobs.get_by_role("button", name="spring-2", exact=True)).to_be_hidden()
        expect(jobs.get_by_role("button", name="spring-1", exact=True)).to_be_visible()
        expect(lab.get_by_role("tab", name=re.compile("spring-2"))).to_be_hidden()

"""The Autopilot as a source of models: summaries, artifacts, network facts."""

from __future__ import annotations

import json

import pytest

from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.errors import NotFound
from jupyterlab_canvas_share.sources.autopilot import AutopilotSource
from jupyterlab_canvas_share.sources.base import Source

from .autopilot_fixtures import Finished, churn

__all__ = ["churn"]


@pytest.fixture
def source(churn: Finished) -> Source:
    return AutopilotSource(churn.jobs)


async def test_models_are_listed_best_first_and_searched(source: Source, churn: Finished) -> None:
    page = await source.list("", None, 50)
    assert [s.id for s in page.items] == [c.model_id for c in churn.candidates]
    assert page.next is None
    assert page.items[0].best
    assert all(s.shareable and s.not_shareable_reason is None for s in page.items)
    found = await source.list("LIGHTGBM", None, 50)
    assert {s.candidate for s in found.items} == {"lightgbm-1", "lightgbm-2"}
    assert (await source.list("nothing", None, 50)).items == ()


async def test_a_model_has_a_summary_and_a_bundle(source: Source) -> None:
    summary = await source.summary("churn~linear-learner-1")
    assert summary.title == "churn / linear-learner-1"
    assert summary.problem_type == "BinaryClassification"
    predictor = open_bundle(await source.bundle(summary.id))
    assert predictor.contents.manifest.name == "linear-learner-1"


async def test_artifacts_can_be_opened_or_downloaded(source: Source, churn: Finished) -> None:
    artifacts = await source.artifacts("churn~lightgbm-1")
    assert {a.group for a in artifacts} == {"Inputs", "Outputs", "Intermediate results"}
    data = next(a for a in artifacts if a.group == "Inputs")
    assert data.path == "data/churn.csv"
    assert data.size == (churn.root / "data" / "churn.csv").stat().st_size
    for artifact in artifacts:
        assert (artifact.path is None) != (artifact.download is None)
        if artifact.download:
            path = await source.artifact_file("churn~lightgbm-1", artifact.download)
            assert path.stat().st_size == artifact.size
            if artifact.download.endswith(".json"):
                json.loads(path.read_text())


@pytest.mark.parametrize("name", ["../job.json", "/etc/passwd", "", "process.json", "nothing"])
async def test_only_listed_artifacts_are_handed_out(source: Source, name: str) -> None:
    with pytest.raises(NotFound):
        await source.artifact_file("churn~lightgbm-1", name)


@pytest.mark.parametrize("model_id", ["churn~nothing", "nothing~lightgbm-1", "churn", "~", "..~.."])
async def test_an_unknown_model_is_not_found(source: Source, model_id: str) -> None:
    for call in (source.summary, source.bundle, source.artifacts, source.network):
        with pytest.raises(NotFound):
            await call(model_id)


async def test_network_facts_claim_nothing_that_was_not_done(source: Source) -> None:
    facts = {fact.name: fact.value for fact in await source.network("churn~lightgbm-1")}
    assert facts["Network isolation"] == "Not enforced"
    assert facts["VPC"] == "None"
    assert facts["Encryption at rest"] == "Not by this extension"

"""Explaining a candidate after it is there: its bundle is written again, with SHAP values in it."""

from __future__ import annotations

import time
from pathlib import Path

from ..bundle.verify import read_bundle
from ..bundle.write import write_bundle
from .explain import explain
from .folder import read_json, write_json
from .schedule import Explain, ExplainResult, TrialResult
from .task import Work
from .trainers.registry import attribution_of
from .trial import scorer


def run_explain(work: Work, wanted: Explain, folder: Path) -> ExplainResult:
    """Replace ``bundle.canvasmodel`` in ``folder`` by the same one with an explanation, and tell
    ``result.json`` of it. The old one stays whole until the new one is."""
    started = time.monotonic()
    task, path = work.task(), folder / "bundle.canvasmodel"
    contents, graph = read_bundle(path)
    dump = work.dump(wanted.candidate)
    exact = attribution_of(wanted.algorithm, dump) if dump is not None else None
    explanations = explain(
        task,
        exact,
        scorer(graph),
        work.held_back().matrix,
        dump_size=len(dump or b""),
        graph_size=len(graph),
    )
    facts = write_bundle(path, contents.model_copy(update={"explanations": explanations}), graph)
    result = read_json(folder / "result.json", TrialResult)
    if result is not None:
        update = {"bundle_size": facts.size, "bundle_sha256": facts.sha256}
        write_json(folder / "result.json", result.model_copy(update=update))
    return ExplainResult(
        candidate=wanted.candidate,
        bundle_size=facts.size,
        seconds=time.monotonic() - started,
    )

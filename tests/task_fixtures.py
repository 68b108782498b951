"""A task that nothing had to be prepared for."""

from __future__ import annotations

from typing import Any

from jupyterlab_canvas_share.autopilot.task import Task
from jupyterlab_canvas_share.model.bundle import Provenance, Transforms


def make_task(**fields: Any) -> Task:
    """Of two classes and no columns, where ``fields`` do not say otherwise."""
    provenance = Provenance(
        job="j",
        candidate="c",
        data_hmac="0" * 64,
        rows=600,
        validation_rows=600,
        folds=5,
        seed=1,
        versions={},
    )
    told = {
        "problem_type": "BinaryClassification",
        "target": "y",
        "classes": ("a", "b"),
        "positive_class": "b",
        "objective": "AUC",
        "seed": 1,
        "target_mean": 0.0,
        "target_deviation": 1.0,
        "columns": (),
        "features": (),
        "transforms": Transforms(),
        "dropped": {},
        "provenance": provenance,
        "made_up": (),
        "background": (),
    }
    return Task.model_validate({**told, **fields})

"""Text, dates, missing numbers and weights, learnt for real from parts and judged on an own set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from jupyterlab_canvas_share.bundle.verify import open_bundle
from jupyterlab_canvas_share.model.jobs import Candidate
from tests.autopilot_fixtures import train

ROWS, OWN = 900, 300
WORDS = ("the", "parcel", "came", "late", "and", "broken", "thanks", "quick")


def complaints() -> pl.DataFrame:
    """Bad where it came late; age is missing now and then, and the weight of some rows is 0."""
    draw = np.random.default_rng(3)
    texts = [" ".join(draw.choice(WORDS, 6)).capitalize() + "." for _ in range(ROWS + OWN)]
    bad = [("late" in text.lower()) ^ (draw.random() < 0.03) for text in texts]
    age = [None if draw.random() < 0.2 else int(n) for n in draw.integers(18, 80, len(texts))]
    return pl.DataFrame(
        {
            "note": [None if i % 50 == 0 else text for i, text in enumerate(texts)],
            "age": age,
            "when": [
                f"{1 + i % 28:02}.{1 + i % 12:02}.2024 0{i % 9}:15" for i in range(len(texts))
            ],
            "times": [i % 4 for i in range(ROWS + OWN)],
            "verdict": ["bad" if late else "good" for late in bad],
        }
    )


async def test_text_and_dates_are_learnt_from_and_predicted_alike(tmp_path: Path) -> None:
    frame, parts = complaints(), tmp_path / "parts"
    parts.mkdir()
    frame[:400].write_csv(parts / "1.csv", separator=";")
    frame[400:ROWS].write_csv(parts / "2.csv", separator=";")
    frame[ROWS:].write_parquet(tmp_path / "own.parquet")
    found = await train(
        tmp_path,
        tmp_path / "jobs",
        name="complaints",
        input_path="parts",
        target="verdict",
        validation_path="own.parquet",
        sample_weight_column="times",
        mode="ENSEMBLING",
        algorithms=["linear-learner", "lightgbm", "extra-trees"],
        max_candidates=4,
    )
    assert found.job.status == "Completed", found.job
    assert found.job.split is not None
    # every fourth row has the weight 0, so it is left out
    assert (found.job.split.kind, found.job.split.validation_rows) == ("Own", OWN * 3 // 4)
    trained = [c for c in found.candidates if c.algorithm != "WeightedEnsemble"]
    assert {c.algorithm for c in trained} == {"linear-learner", "lightgbm", "extra-trees"}
    for candidate in found.candidates:
        assert candidate.shareable, candidate
        assert metric(candidate, "Accuracy") > 0.9
        bundle = open_bundle(found.bundle(candidate))
        manifest = bundle.contents.manifest
        assert {c.name: c.type for c in manifest.columns} == {
            "note": "Text",
            "age": "Numerical",
            "when": "Datetime",
        }
        assert manifest.dropped == {"times": "It is the weight of each row."}
        # most of it is said by one word
        assert bundle.contents.explanations.attributions[0].column == "note"
        rows = [
            {"note": "The parcel came late, and broken.", "age": 40.0, "when": "05.03.2024 01:15"},
            {"note": "The parcel came quick, and thanks.", "age": 40.0, "when": "05.03.2024 01:15"},
            {"note": "The parcel came later! And broken.", "age": None, "when": None},
        ]
        answers = bundle.predict(rows)
        assert [answer.value for answer in answers] == ["bad", "good", "good"]


def metric(candidate: Candidate, name: str) -> float:
    value = next(m.value for m in candidate.metrics if (m.name, m.set) == (name, "Validation"))
    assert value is not None
    return value

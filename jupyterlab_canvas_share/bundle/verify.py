"""Opening a ``.canvasmodel`` that came from somebody else: nothing in it is believed.

Order matters: digest and size, then the container, JSON, types, agreement between members and
the graph's operators; only then does ONNX Runtime see the graph, and the made-up rows are replayed.
Run in a worker process (``workers.py``): its limits are the last boundary.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from ..model.bundle import BundleContents, Explanations, Manifest, Parity, Transforms
from ..model.errors import CanvasShareError, NotFound
from ..model.insights import Insights
from .consistency import check_consistency
from .container import SIZE_LIMIT, unpack
from .decision import predicted_classes
from .errors import BundleInvalid
from .graph_check import check_graph
from .predictor import Predictor
from .strict_json import read_member

#: A receipt that promises less than this is none.
TOLERANCE_LIMIT = 1e-3
#: The answers to made-up rows vary less than the target, by which the tolerance is measured.
_NARROWER = 10
#: Single precision leaves this much of a number's own size open, over a few operations.
_ROUNDING = 1e-6


def read_bundle(
    path: Path, *, sha256: str | None = None, size: int | None = None
) -> tuple[BundleContents, bytes]:
    """The contents and the graph of a bundle that passes every check but the replay.

    ``sha256`` and ``size`` are what the event said. Raises ``NotFound`` ``no_such_bundle`` and
    ``BundleInvalid``, whose message says which check failed."""
    archive = _read(path, size)
    if sha256 is not None and hashlib.sha256(archive).hexdigest() != sha256:
        raise BundleInvalid(
            "The file is not the one that was shared: its sha256 differs. It was changed or "
            "damaged on the way; ask for it again."
        )
    bundle, transforms, graph, insights, explanations, parity = unpack(archive)
    contents = BundleContents(
        manifest=read_member(bundle, "bundle.json", Manifest),
        transforms=read_member(transforms, "transforms.json", Transforms),
        insights=read_member(insights, "insights.json", Insights),
        explanations=read_member(explanations, "explanations.json", Explanations),
        parity=read_member(parity, "parity.json", Parity),
    )
    check_consistency(contents)
    check_graph(graph, contents.manifest)
    return contents, graph


def replay(predictor: Predictor) -> float:
    """Check the parity receipt, predict the made-up rows and compare with the trainer's answers.

    Returns the largest difference. Raises ``BundleInvalid`` if the receipt tells of differences, a
    label differs or a difference is beyond the tolerance: absolute for probabilities; for
    regression ten standard deviations of the answers, plus the rounding of single precision."""
    contents = predictor.contents
    _check_receipt(contents.parity)
    made_up = contents.parity.made_up
    names = [column.name for column in contents.manifest.columns]
    rows = [dict(zip(names, row, strict=True)) for row in made_up.rows]
    try:
        scores = predictor.scores(predictor.encoder.rows(rows)).astype(np.float64)
    except CanvasShareError as error:
        raise BundleInvalid(f"The made-up rows cannot be predicted: {error.message}") from error
    answers = np.array(made_up.answers, dtype=np.float64)
    difference = float(np.max(np.abs(scores - answers)))
    allowed = contents.parity.tolerance
    if contents.manifest.classes:
        # a tie within the tolerance is no difference of labels
        decision = contents.manifest.decision_weights
        weights = np.asarray(decision or (1.0,))
        weighted = answers * weights
        chosen = predicted_classes(scores, decision)
        ranked = np.take_along_axis(weighted, chosen[:, None], axis=1)[:, 0]
        if not (weighted.max(axis=1) - ranked <= allowed * weights.max()).all():
            raise BundleInvalid(
                "The model predicts another class for a made-up row than it did for its trainer."
            )
    else:
        allowed = allowed * _NARROWER * float(answers.std()) + _ROUNDING * float(
            np.abs(answers).max()
        )
    # written so that NaN fails
    if not difference <= allowed:
        raise BundleInvalid(
            f"The model does not answer as it did for its trainer: it differs by {difference:.2g} "
            f"on made-up rows, {allowed:.2g} is allowed."
        )
    return difference


def _check_receipt(parity: Parity) -> None:
    """A model whose own trainer found differences may be looked at, but not be shared."""
    if not 0 < parity.tolerance <= TOLERANCE_LIMIT:
        raise BundleInvalid("The parity check of the model tolerates too much.")
    if parity.labels_differing or not 0 <= parity.max_difference <= parity.tolerance:
        raise BundleInvalid("The model failed its own parity check, so it cannot be shared.")


def open_bundle(path: Path, *, sha256: str | None = None, size: int | None = None) -> Predictor:
    """``read_bundle``, then ``replay``: a predictor whose every check passed."""
    predictor = Predictor(*read_bundle(path, sha256=sha256, size=size))
    replay(predictor)
    return predictor


def _read(path: Path, size: int | None) -> bytes:
    try:
        with path.open("rb") as file:
            archive = file.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound(
            f"The model file “{path.name}” is not there any more.", code="no_such_bundle"
        ) from None
    if len(archive) > SIZE_LIMIT:
        raise BundleInvalid(f"The file is larger than {SIZE_LIMIT // 1024**2} MB.")
    if size is not None and len(archive) != size:
        raise BundleInvalid(
            f"The file has {len(archive):,} bytes, {size:,} were announced; it was cut off or "
            "changed on the way."
        )
    return archive

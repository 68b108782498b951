"""Hostile trees of the operator TreeEnsemble: a list that leads nowhere is refused before ONNX
Runtime follows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from jupyterlab_canvas_share.autopilot.trainers.base import TrainingData
from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.graph_check import check_graph
from jupyterlab_canvas_share.model.bundle import GraphInput, Manifest
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType
from tests.bundle_fixtures import make_bundle

Change = Callable[[dict[str, Any]], None]
PROBLEMS: dict[int, ProblemType] = {
    0: "Regression",
    2: "BinaryClassification",
    3: "MulticlassClassification",
}


def trained(algorithm: TrainedAlgorithm, classes: int) -> tuple[onnx.ModelProto, Manifest]:
    """What Autopilot writes of a few trees, and a manifest that it fits."""
    manifest = make_bundle("linear", classes).contents.manifest
    draw = np.random.default_rng(0)
    matrix = draw.normal(0, 20, (400, len(manifest.features))).astype(np.float32)
    signal = matrix[:, 0] + np.abs(matrix[:, 1])
    cuts = np.quantile(signal, np.linspace(0, 1, max(classes, 1) + 1)[1:-1])
    target = np.digitize(signal, cuts).astype(np.float64) if classes else signal / 20
    data = TrainingData(PROBLEMS[classes], max(classes, 1), manifest.features, matrix, target)
    made = trainer(algorithm)
    settings = {**made.default(data), "rounds": 20}
    fitted = made.fit(data, settings, 0, stopping=None, deadline=time.monotonic() + 60)
    taken = GraphInput(name="x", features=tuple(feature.name for feature in manifest.features))
    fitting = manifest.model_copy(update={"inputs": (taken,), "output": "scores"})
    return fitted.graph(), fitting


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost", "extra-trees"])
@pytest.mark.parametrize("classes", PROBLEMS)
def test_what_autopilot_writes_is_accepted(algorithm: TrainedAlgorithm, classes: int) -> None:
    model, manifest = trained(algorithm, classes)
    check_graph(model.SerializeToString(), manifest)


def hostile(change: Callable[[onnx.NodeProto], None]) -> str:
    """What is said of a model whose trees were changed."""
    model, manifest = trained("lightgbm", 3)
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsemble")
    change(trees)
    with pytest.raises(BundleInvalid) as caught:
        check_graph(model.SerializeToString(), manifest)
    return caught.value.message


def ints(name: str, place: int, value: int) -> Change:
    return lambda attributes: attributes[name].ints.__setitem__(place, value)


def shorter(name: str) -> Change:
    return lambda attributes: attributes[name].ints.pop()


def tensor(name: str, values: Any) -> Change:
    return lambda attributes: attributes[name].t.CopyFrom(numpy_helper.from_array(values))


def torn(attributes: dict[str, Any]) -> None:
    """More numbers are promised than there are bytes."""
    attributes["nodes_splits"].t.raw_data = attributes["nodes_splits"].t.raw_data[:-2]


def own_child(attributes: dict[str, Any]) -> None:
    """A branch below itself."""
    place = list(attributes["nodes_trueleafs"].ints).index(0)
    attributes["nodes_truenodeids"].ints[place] = place


def shared_branch(attributes: dict[str, Any]) -> None:
    """Two branches with the same one below them."""
    first, second = np.flatnonzero(np.array(attributes["nodes_trueleafs"].ints) == 0)[:2]
    below = attributes["nodes_truenodeids"].ints
    below[second] = below[first]


def members(attributes: dict[str, Any]) -> None:
    attributes["nodes_modes"].t.raw_data = b"\6" + attributes["nodes_modes"].t.raw_data[1:]


HOSTILE: dict[str, Change] = {
    "a branch that is not there": ints("nodes_truenodeids", 0, 999_999),
    "a negative branch": ints("nodes_falsenodeids", 0, -1),
    "a root that is not there": ints("tree_roots", 0, 999_999),
    "a root that is another tree's": lambda a: a["tree_roots"].ints.__setitem__(
        0, a["tree_roots"].ints[1]
    ),
    "a feature that is not there": ints("nodes_featureids", 0, 1 << 40),
    "a negative feature": ints("nodes_featureids", 0, -1),
    "an answer that is not there": ints("leaf_targetids", 0, 3),
    "a negative answer": ints("leaf_targetids", 0, -1),
    "no features": lambda a: a["nodes_featureids"].ClearField("ints"),
    "too few features": shorter("nodes_featureids"),
    "too few branches": shorter("nodes_truenodeids"),
    "too few kinds of children": shorter("nodes_falseleafs"),
    "too few answers": shorter("leaf_targetids"),
    "too few roots": shorter("tree_roots"),
    "too few splits": tensor("nodes_splits", np.zeros(3, np.float32)),
    "splits in double": tensor("nodes_splits", np.zeros(3, np.float64)),
    "splits in a table": tensor("nodes_splits", np.zeros((3, 1), np.float32)),
    "splits that were torn off": torn,
    "too few weights": tensor("leaf_weights", np.zeros(3, np.float32)),
    "a comparison that is none": tensor("nodes_modes", np.full(3, 200, np.uint8)),
    "sets": members,
    "a circle": own_child,
    "a shared branch": shared_branch,
    "a million answers": lambda a: setattr(a["n_targets"], "i", 10**6),
    "no answers": lambda a: setattr(a["n_targets"], "i", 0),
    "too few hit rates": lambda a: a["nodes_missing_value_tracks_true"].ints.append(1),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_trees_are_refused(case: str) -> None:
    def change(trees: onnx.NodeProto) -> None:
        HOSTILE[case]({attribute.name: attribute for attribute in trees.attribute})

    assert "“model.onnx” has" in hostile(change)


@pytest.mark.parametrize("left_out", ["n_targets", "nodes_splits", "nodes_modes", "leaf_weights"])
def test_trees_with_a_list_missing_are_refused(left_out: str) -> None:
    def change(trees: onnx.NodeProto) -> None:
        kept = [attribute for attribute in trees.attribute if attribute.name != left_out]
        del trees.attribute[:]
        trees.attribute.extend(kept)

    assert hostile(change)


def test_sets_to_look_for_are_refused() -> None:
    def change(trees: onnx.NodeProto) -> None:
        sets = trees.attribute.add(name="membership_values", type=onnx.AttributeProto.TENSOR)
        sets.t.CopyFrom(TensorProto(data_type=TensorProto.FLOAT, dims=[1], float_data=[1.0]))

    assert "members of a set" in hostile(change)

"""Hostile trees of the operator TreeEnsemble: a list that leads nowhere is refused before ONNX
Runtime follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, numpy_helper

from jupyterlab_canvas_share.autopilot.trees import compact
from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.graph_check import check_graph
from jupyterlab_canvas_share.bundle.session import open_session
from tests.bundle_fixtures import Made, make_bundle

Change = Callable[[dict[str, Any]], None]


def compacted(made: Made) -> onnx.ModelProto:
    """The model with its trees in the operator that Autopilot writes."""
    model = onnx.load_model_from_string(made.graph)
    wanted, nodes = {output.name for output in model.graph.output}, []
    for node in reversed(model.graph.node):
        if wanted.intersection(node.output):  # labels are not: nothing tells them any more
            wanted.update(node.input)
            nodes.insert(0, node)
    del model.graph.node[:]
    for node in nodes:
        if node.op_type.startswith("TreeEnsemble"):
            written, constants = compact(node)
            model.graph.node.extend(written)
            model.graph.initializer.extend(constants)
        else:
            model.graph.node.append(node)
    for opset in model.opset_import:
        if opset.domain == "ai.onnx.ml":
            opset.version = 5
    return model


@pytest.mark.parametrize("kind", ["forest", "lightgbm"])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_compact_trees_are_accepted_and_answer_the_same(kind: str, classes: int) -> None:
    made = make_bundle(kind, classes)
    graph = compacted(made).SerializeToString()
    check_graph(graph, made.contents.manifest)
    assert len(graph) < 0.6 * len(made.graph)
    (taken,) = made.contents.manifest.inputs
    matrix = np.random.default_rng(0).normal(0, 20, (500, len(taken.features))).astype(np.float32)
    matrix[::7, 1] = np.nan
    before, after = (
        open_session(each).run(None, {taken.name: matrix})[0] for each in (made.graph, graph)
    )
    assert np.abs(before - after).max() < 1e-6 * (1 + np.abs(before).max())


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
    made = make_bundle("lightgbm", 3)
    model = compacted(made)
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsemble")
    attributes = {attribute.name: attribute for attribute in trees.attribute}
    HOSTILE[case](attributes)
    with pytest.raises(BundleInvalid) as caught:
        check_graph(model.SerializeToString(), made.contents.manifest)
    assert "“model.onnx” has" in caught.value.message


@pytest.mark.parametrize("left_out", ["n_targets", "nodes_splits", "nodes_modes", "leaf_weights"])
def test_trees_with_a_list_missing_are_refused(left_out: str) -> None:
    made = make_bundle("lightgbm", 3)
    model = compacted(made)
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsemble")
    kept = [attribute for attribute in trees.attribute if attribute.name != left_out]
    del trees.attribute[:]
    trees.attribute.extend(kept)
    with pytest.raises(BundleInvalid):
        check_graph(model.SerializeToString(), made.contents.manifest)


def test_sets_to_look_for_are_refused() -> None:
    made = make_bundle("lightgbm", 3)
    model = compacted(made)
    (trees,) = (node for node in model.graph.node if node.op_type == "TreeEnsemble")
    sets = trees.attribute.add(name="membership_values", type=onnx.AttributeProto.TENSOR)
    sets.t.CopyFrom(TensorProto(data_type=TensorProto.FLOAT, dims=[1], float_data=[1.0]))
    with pytest.raises(BundleInvalid, match="members of a set"):
        check_graph(model.SerializeToString(), made.contents.manifest)

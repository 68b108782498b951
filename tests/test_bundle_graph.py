"""Hostile ONNX: what loops, branches, makes shapes, reads files or asks for memory is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from jupyterlab_canvas_share.bundle.errors import BundleInvalid
from jupyterlab_canvas_share.bundle.graph_check import check_graph
from tests.bundle_fixtures import make_bundle

Edit = Callable[[onnx.ModelProto], None]


def check(edit: Edit, kind: str = "lightgbm") -> None:
    made = make_bundle(kind)
    model = onnx.load_model_from_string(made.graph)
    edit(model)
    check_graph(model.SerializeToString(), made.contents.manifest)


def node(op: str, domain: str = "", **attributes: Any) -> Edit:
    def edit(model: onnx.ModelProto) -> None:
        made = helper.make_node(op, ["features"], ["unused"], domain=domain, **attributes)
        model.graph.node.append(made)

    return edit


def subgraph() -> onnx.GraphProto:
    return helper.make_graph([], "inner", [], [])


def local_function(model: onnx.ModelProto) -> None:
    model.functions.append(
        helper.make_function("local", "F", ["x"], ["y"], [], [helper.make_opsetid("", 18)])
    )


def external(model: onnx.ModelProto) -> None:
    tensor = model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[4])
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"


def external_attribute(model: onnx.ModelProto) -> None:
    tensor = TensorProto(data_type=TensorProto.FLOAT, dims=[1], raw_data=b"\0\0\0\0")
    tensor.external_data.add(key="location", value="x")
    model.graph.node[0].attribute.append(helper.make_attribute("value", tensor))


def giant(model: onnx.ModelProto) -> None:
    model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[1 << 40])


def giant_product(model: onnx.ModelProto) -> None:
    model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[5000, 5000, 5000])


def without_data(model: onnx.ModelProto) -> None:
    model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT, dims=[1000])


def sparse(model: onnx.ModelProto) -> None:
    model.graph.sparse_initializer.add()


def training(model: onnx.ModelProto) -> None:
    model.training_info.add()


def custom_domain(model: onnx.ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("com.evil", 1))


def microsoft_domain(model: onnx.ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def future(model: onnx.ModelProto) -> None:
    model.ir_version = 99


def second_output(model: onnx.ModelProto) -> None:
    model.graph.output.add().CopyFrom(model.graph.output[0])
    model.graph.output[1].name = "more"


def second_input(model: onnx.ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, [None, 1]))


def other_width(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 3


def text_output(model: onnx.ModelProto) -> None:
    model.graph.output[0].type.tensor_type.elem_type = TensorProto.STRING


def too_many_nodes(model: onnx.ModelProto) -> None:
    for i in range(20_001):
        model.graph.node.add(op_type="Identity", input=["features"], output=[f"o{i}"])


def reference(model: onnx.ModelProto) -> None:
    model.graph.node[0].attribute.add(name="x", ref_attr_name="y")


def trees(name: str, change: Callable[[Any], None]) -> Edit:
    def edit(model: onnx.ModelProto) -> None:
        for made in model.graph.node:
            for attribute in made.attribute:
                if attribute.name == name:
                    change(attribute)

    return edit


def circle(attribute: Any) -> None:
    """Node 1, whatever it is, becomes a branch back to the root."""
    attribute.ints[1] = 0


def shared_branch(attribute: Any) -> None:
    """Both sides of the root lead to the same node."""
    attribute.ints[0] = 1


def chain(length: int, n_targets: int = 1) -> Edit:
    """One tree that is a chain, in the place of the node that answers."""
    branches, end = range(0, 2 * length, 2), 2 * length
    ids = list(range(end + 1))
    leaves = [i for i in ids if i not in branches]

    def edit(model: onnx.ModelProto) -> None:
        model.graph.node.append(
            helper.make_node(
                "TreeEnsembleRegressor",
                ["features"],
                ["unused"],
                domain="ai.onnx.ml",
                nodes_treeids=[0] * len(ids),
                nodes_nodeids=ids,
                nodes_featureids=[0] * len(ids),
                nodes_values=[0.0] * len(ids),
                nodes_modes=["BRANCH_LEQ" if i in branches else "LEAF" for i in ids],
                nodes_truenodeids=[i + 1 if i in branches else 0 for i in ids],
                nodes_falsenodeids=[i + 2 if i in branches else 0 for i in ids],
                target_treeids=[0] * len(leaves),
                target_nodeids=leaves,
                target_ids=[0] * len(leaves),
                target_weights=[1.0] * len(leaves),
                n_targets=n_targets,
            )
        )

    return edit


def answers(n_targets: int) -> Edit:
    return chain(3, n_targets)


endless = chain(1_001)


HOSTILE: dict[str, Edit] = {
    "If": node("If", then_branch=subgraph(), else_branch=subgraph()),
    "Loop": node("Loop", body=subgraph()),
    "Scan": node("Scan", body=subgraph(), num_scan_inputs=1),
    "a graph within a listed operator": node("Identity", body=subgraph()),
    "ConstantOfShape": node("ConstantOfShape"),
    "Expand": node("Expand"),
    "Tile": node("Tile"),
    "Range": node("Range"),
    "RandomNormal": node("RandomNormal", shape=[10**6, 10**6]),
    "StringSplit": node("StringSplit"),
    "custom domain": node("Identity", domain="com.evil"),
    "contrib operator": node("FusedGemm", domain="com.microsoft"),
    "imported custom domain": custom_domain,
    "imported contrib domain": microsoft_domain,
    "local function": local_function,
    "external data": external,
    "external data in an attribute": external_attribute,
    "giant dimension": giant,
    "giant product": giant_product,
    "declared but absent": without_data,
    "sparse": sparse,
    "training": training,
    "future version": future,
    "second output": second_output,
    "second input": second_input,
    "other width": other_width,
    "text output": text_output,
    "too many nodes": too_many_nodes,
    "reference attribute": reference,
    "tree lists of other length": trees("nodes_featureids", lambda a: a.ints.pop()),
    "tree child that is not there": trees(
        "nodes_truenodeids", lambda a: a.ints.__setitem__(0, 999_999)
    ),
    "tree in a circle": trees("nodes_truenodeids", circle),
    "trees that share a branch": trees("nodes_falsenodeids", shared_branch),
    "tree deeper than any": endless,
    "trees with a million answers": answers(10**6),
    "trees with fewer answers than none": answers(-1),
    "tree leaf that is not there": trees("class_nodeids", lambda a: a.ints.__setitem__(0, 999_999)),
    "tree with a feature that is not there": trees(
        "nodes_featureids", lambda a: a.ints.__setitem__(0, 1 << 40)
    ),
    "tree with a negative feature": trees("nodes_featureids", lambda a: a.ints.__setitem__(0, -5)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_graphs_are_refused(case: str) -> None:
    with pytest.raises(BundleInvalid) as caught:
        check(HOSTILE[case])
    assert "“model.onnx”" in caught.value.message


def test_a_deep_tree_is_accepted() -> None:
    check(chain(990))


@pytest.mark.parametrize("kind", ["linear", "forest", "lightgbm", "mlp"])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_what_the_converters_write_is_accepted(kind: str, classes: int) -> None:
    made = make_bundle(kind, classes)
    check_graph(made.graph, made.contents.manifest)


def test_a_merged_weighted_ensemble_is_accepted() -> None:
    made = make_bundle("linear")
    model = onnx.load_model_from_string(made.graph)
    for made_node in model.graph.node:
        made_node.output[:] = ["a" if name == "answer" else name for name in made_node.output]
    weight = numpy_helper.from_array(np.array([0.5], np.float32), "weight")
    model.graph.initializer.append(weight)
    model.graph.node.append(helper.make_node("Mul", ["a", "weight"], ["half"]))
    model.graph.node.append(helper.make_node("Sum", ["half", "half"], ["answer"]))
    check_graph(model.SerializeToString(), made.contents.manifest)


@pytest.mark.parametrize("data", [b"", b"not onnx", b"\x0a" * 1000, b"\x08\x08" + b"\x3a\x04aaaa"])
def test_what_is_no_onnx_is_refused(data: bytes) -> None:
    with pytest.raises(BundleInvalid):
        check_graph(data, make_bundle().contents.manifest)

"""What a ``model.onnx`` may hold: listed operators on bounded data, and nothing that runs code.

The list is what skl2onnx and onnxmltools write for linear models, forests, boosted trees and MLPs
with imputing, scaling, logarithms and one-hot encoding, plus what merges an ensemble. No operator
on it makes a shape out of data, loops, branches or reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from ..model.bundle import Manifest
from .errors import BundleInvalid

if TYPE_CHECKING:
    import onnx

_STANDARD = (
    "Abs Add ArgMax Cast Clip Concat Div Flatten Gather Gemm Identity IsNaN Log MatMul Max Min "
    "Mul Neg Not Relu Reshape Sigmoid Sign Slice Softmax Sub Sum Tanh Where"
)
_MACHINE_LEARNING = (
    "ArrayFeatureExtractor FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer "
    "OneHotEncoder Scaler TreeEnsembleClassifier TreeEnsembleRegressor"
)
#: Operators by domain.
ALLOWED = {
    "": frozenset(_STANDARD.split()),
    "ai.onnx.ml": frozenset(_MACHINE_LEARNING.split()),
}
#: Versions of the operator sets that our oldest supported ONNX Runtime knows.
_OPSETS = {"": range(9, 22), "ai.onnx.ml": range(1, 4)}
_IR_VERSIONS = range(3, 11)
NODE_LIMIT = 20_000
#: Elements of one tensor. The largest real one is an MLP's weights.
TENSOR_LIMIT = 16 * 1024**2
_RANK_LIMIT = 4
TREE_DEPTH_LIMIT = 1_000

#: The numbers of a tree and of a node in it.
_TreeNode = tuple[int, int]


def check_graph(graph: bytes, manifest: Manifest) -> None:
    """Raises ``BundleInvalid`` unless the graph is on the list and fits the manifest's inputs and
    output: float32 ``[rows, len(features)]`` in, float32 of one or two dimensions out."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.ModelProto.FromString(graph)
    except (DecodeError, RecursionError, ValueError):
        raise BundleInvalid("“model.onnx” is not an ONNX model.") from None
    _check_envelope(model)
    _require(len(model.graph.node) <= NODE_LIMIT, f"has more than {NODE_LIMIT:,} operators")
    for node in model.graph.node:
        _check_node(node, manifest)
    _require(not model.graph.sparse_initializer, "holds sparse tensors")
    for tensor in model.graph.initializer:
        _check_tensor(tensor)
    _check_ends(model.graph, manifest)


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BundleInvalid(f"“model.onnx” {otherwise}.")


def _check_envelope(model: onnx.ModelProto) -> None:
    _require(model.ir_version in _IR_VERSIONS, f"has the unknown version {model.ir_version}")
    _require(not model.functions, "defines functions of its own")
    _require(not model.training_info, "holds training information")
    seen = set()
    for opset in model.opset_import:
        domain = "" if opset.domain == "ai.onnx" else opset.domain
        _require(domain in _OPSETS, f"needs operators of the domain {domain[:80]!r}")
        _require(opset.version in _OPSETS[domain], f"needs version {opset.version} of {domain!r}")
        _require(domain not in seen, f"names the domain {domain!r} twice")
        seen.add(domain)


def _check_node(node: onnx.NodeProto, manifest: Manifest) -> None:
    domain = "" if node.domain == "ai.onnx" else node.domain
    allowed = node.op_type in ALLOWED.get(domain, ())
    _require(allowed, f"uses the operator {node.op_type[:80]!r}, which is not on the list")
    attributes: dict[str, Any] = {}
    for attribute in node.attribute:
        plain = not (
            attribute.ref_attr_name
            or attribute.HasField("g")
            or attribute.graphs
            or attribute.HasField("tp")
            or attribute.type_protos
            or attribute.HasField("sparse_tensor")
            or attribute.sparse_tensors
        )
        _require(plain, f"hides a graph or a reference in the operator {node.op_type!r}")
        _require(attribute.name not in attributes, f"names {attribute.name[:80]!r} twice")
        attributes[attribute.name] = attribute
        for tensor in (attribute.t, *attribute.tensors) if attribute.HasField("t") else ():
            _check_tensor(tensor)
        _require(not attribute.tensors, f"has a list of tensors in {node.op_type!r}")
    if node.op_type.startswith("TreeEnsemble"):
        _check_trees(attributes, manifest)


def _check_tensor(tensor: onnx.TensorProto) -> None:
    name = tensor.name[:80]
    external = tensor.external_data or tensor.data_location != 0
    _require(not external, f"keeps the tensor {name!r} in another file")
    _require(not tensor.HasField("segment"), f"holds the tensor {name!r} in pieces")
    small = len(tensor.dims) <= _RANK_LIMIT and all(0 <= n <= TENSOR_LIMIT for n in tensor.dims)
    size = prod(tensor.dims) if small else TENSOR_LIMIT + 1
    _require(size <= TENSOR_LIMIT, f"has a tensor {name!r} that is too large")
    # at least a bit of data for every element: a declared size cannot ask for memory on its own
    stored = len(tensor.raw_data) + sum(
        map(
            len,
            (
                tensor.float_data,
                tensor.int32_data,
                tensor.int64_data,
                tensor.double_data,
                tensor.uint64_data,
                tensor.string_data,
            ),
        )
    )
    _require(size <= stored or size == 0, f"has a tensor {name!r} without its data")


def _check_trees(attributes: dict[str, Any], manifest: Manifest) -> None:
    """Lists of one length, and every child a node: ONNX Runtime trusts them more than we do."""
    nodes = [
        len(a.ints) or len(a.floats) or len(a.strings)
        for name, a in attributes.items()
        if name.startswith("nodes_") and (a.ints or a.floats or a.strings)
    ]
    _require(len(set(nodes)) == 1, "has trees whose lists differ in length")
    for prefix in ("class_", "target_"):
        leaves = [
            len(a.ints) or len(a.floats)
            for name, a in attributes.items()
            if name.startswith(prefix) and (a.ints or a.floats)
        ]
        _require(len(set(leaves)) <= 1, "has trees whose leaves differ in length")

    def ints(name: str) -> list[int]:
        return list(attributes[name].ints) if name in attributes else []

    trees, ids = ints("nodes_treeids"), ints("nodes_nodeids")
    known = set(zip(trees, ids, strict=False))
    _require(len(known) == len(trees) == len(ids), "has trees with a node twice")
    modes = attributes["nodes_modes"].strings if "nodes_modes" in attributes else []
    sides = zip(ints("nodes_truenodeids"), ints("nodes_falsenodeids"), strict=False)
    children = {
        (tree, node): ((tree, left), (tree, right))
        for tree, node, (left, right), mode in zip(trees, ids, sides, modes, strict=False)
        if mode != b"LEAF"
    }
    _check_shape(known, children)
    if "n_targets" in attributes:
        wanted = range(1, (len(manifest.classes) or 1) + 1)
        _require(attributes["n_targets"].i in wanted, "has trees with too many answers")
    for prefix in ("class_", "target_"):
        leaves_of = zip(ints(f"{prefix}treeids"), ints(f"{prefix}nodeids"), strict=False)
        _require(known.issuperset(leaves_of), "has trees with a leaf that does not exist")
        answers = range(len(manifest.classes) or 1)
        _require(all(i in answers for i in ints(f"{prefix}ids")), "has trees with a wrong class")
    # one-hot encoded, a feature is as wide as its categories, with one for missing and unseen each
    width = range(sum(3 + len(feature.categories or ()) for feature in manifest.features))
    _require(
        all(i in width for i in ints("nodes_featureids")), "has trees that read beyond the features"
    )


def _check_shape(nodes: set[_TreeNode], children: Mapping[_TreeNode, Sequence[_TreeNode]]) -> None:
    """Trees and nothing else: no cycle, no branch that two nodes share, no endless depth. ONNX
    Runtime builds them by recursion, and copies a shared branch for each of its parents."""
    below = [child for pair in children.values() for child in pair]
    _require(nodes.issuperset(below), "has trees with a child that does not exist")
    _require(len(set(below)) == len(below), "has trees that share a branch")
    level, found, depth = nodes.difference(below), 0, 0
    while level:
        found, depth = found + len(level), depth + 1
        _require(depth <= TREE_DEPTH_LIMIT, f"has a tree deeper than {TREE_DEPTH_LIMIT:,}")
        level = {child for node in level for child in children.get(node, ())}
    # what no root leads to hangs on itself
    _require(found == len(nodes), "has trees that run in a circle")


def _check_ends(graph: onnx.GraphProto, manifest: Manifest) -> None:
    stored = {tensor.name for tensor in graph.initializer}
    inputs = {value.name: value for value in graph.input if value.name not in stored}
    declared = {graph_input.name: len(graph_input.features) for graph_input in manifest.inputs}
    _require(inputs.keys() == declared.keys(), f"has inputs {_names(inputs)}, not those declared")
    for name, width in declared.items():
        fits = _is_float(inputs[name]) and _shape(inputs[name])[1:] == [width]
        _require(fits, f"does not take float32 of {width} columns in {name!r}")
    outputs = [value.name for value in graph.output]
    _require(outputs == [manifest.output], f"has outputs {_names(outputs)}, not the one declared")
    _require(_is_float(graph.output[0]), "does not answer float32")


def _is_float(value: onnx.ValueInfoProto) -> bool:
    return bool(value.type.HasField("tensor_type") and value.type.tensor_type.elem_type == 1)


def _shape(value: onnx.ValueInfoProto) -> list[int | None]:
    return [
        d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim
    ]


def _names(names: Iterable[str]) -> str:
    return ", ".join(repr(name[:40]) for name in sorted(names)[:5])

"""What a ``model.onnx`` may hold: listed operators on bounded data, and nothing that runs code.

The list is what skl2onnx and onnxmltools write for linear models, forests, boosted trees and MLPs
with imputing, scaling, logarithms and one-hot encoding, plus what merges an ensemble. No operator
on it makes a shape out of data, loops, branches or reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import TYPE_CHECKING, Any

from ..model.bundle import Manifest
from .errors import BundleInvalid
from .tree_check import check_older_trees, check_trees, require

if TYPE_CHECKING:
    import onnx

_STANDARD = (
    "Abs Add ArgMax Cast Clip Concat Div Flatten Gather Gemm Identity IsNaN Log MatMul Max Min "
    "Mul Neg Not Relu Reshape Sigmoid Sign Slice Softmax Sub Sum Tanh Where"
)
_MACHINE_LEARNING = (
    "ArrayFeatureExtractor FeatureVectorizer Imputer LinearClassifier LinearRegressor Normalizer "
    "OneHotEncoder Scaler TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor"
)
#: Operators by domain.
ALLOWED = {
    "": frozenset(_STANDARD.split()),
    "ai.onnx.ml": frozenset(_MACHINE_LEARNING.split()),
}
#: Versions of the operator sets that our oldest supported ONNX Runtime knows.
_OPSETS = {"": range(9, 22), "ai.onnx.ml": range(1, 6)}
_IR_VERSIONS = range(3, 11)
NODE_LIMIT = 20_000
#: Elements of one tensor. The largest real one is an MLP's weights.
TENSOR_LIMIT = 16 * 1024**2
_RANK_LIMIT = 4


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
    require(len(model.graph.node) <= NODE_LIMIT, f"has more than {NODE_LIMIT:,} operators")
    for node in model.graph.node:
        _check_node(node, manifest)
    require(not model.graph.sparse_initializer, "holds sparse tensors")
    for tensor in model.graph.initializer:
        _check_tensor(tensor)
    _check_ends(model.graph, manifest)


def _check_envelope(model: onnx.ModelProto) -> None:
    require(model.ir_version in _IR_VERSIONS, f"has the unknown version {model.ir_version}")
    require(not model.functions, "defines functions of its own")
    require(not model.training_info, "holds training information")
    seen = set()
    for opset in model.opset_import:
        domain = "" if opset.domain == "ai.onnx" else opset.domain
        require(domain in _OPSETS, f"needs operators of the domain {domain[:80]!r}")
        require(opset.version in _OPSETS[domain], f"needs version {opset.version} of {domain!r}")
        require(domain not in seen, f"names the domain {domain!r} twice")
        seen.add(domain)


def _check_node(node: onnx.NodeProto, manifest: Manifest) -> None:
    domain = "" if node.domain == "ai.onnx" else node.domain
    allowed = node.op_type in ALLOWED.get(domain, ())
    require(allowed, f"uses the operator {node.op_type[:80]!r}, which is not on the list")
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
        require(plain, f"hides a graph or a reference in the operator {node.op_type!r}")
        require(attribute.name not in attributes, f"names {attribute.name[:80]!r} twice")
        attributes[attribute.name] = attribute
        for tensor in (attribute.t, *attribute.tensors) if attribute.HasField("t") else ():
            _check_tensor(tensor)
        require(not attribute.tensors, f"has a list of tensors in {node.op_type!r}")
    if node.op_type == "TreeEnsemble":
        check_trees(attributes, manifest)
    elif node.op_type.startswith("TreeEnsemble"):
        check_older_trees(attributes, manifest)


def _check_tensor(tensor: onnx.TensorProto) -> None:
    name = tensor.name[:80]
    external = tensor.external_data or tensor.data_location != 0
    require(not external, f"keeps the tensor {name!r} in another file")
    require(not tensor.HasField("segment"), f"holds the tensor {name!r} in pieces")
    small = len(tensor.dims) <= _RANK_LIMIT and all(0 <= n <= TENSOR_LIMIT for n in tensor.dims)
    size = prod(tensor.dims) if small else TENSOR_LIMIT + 1
    require(size <= TENSOR_LIMIT, f"has a tensor {name!r} that is too large")
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
    require(size <= stored or size == 0, f"has a tensor {name!r} without its data")


def _check_ends(graph: onnx.GraphProto, manifest: Manifest) -> None:
    stored = {tensor.name for tensor in graph.initializer}
    inputs = {value.name: value for value in graph.input if value.name not in stored}
    declared = {graph_input.name: len(graph_input.features) for graph_input in manifest.inputs}
    require(inputs.keys() == declared.keys(), f"has inputs {_names(inputs)}, not those declared")
    for name, width in declared.items():
        fits = _is_float(inputs[name]) and _shape(inputs[name])[1:] == [width]
        require(fits, f"does not take float32 of {width} columns in {name!r}")
    outputs = [value.name for value in graph.output]
    require(outputs == [manifest.output], f"has outputs {_names(outputs)}, not the one declared")
    require(_is_float(graph.output[0]), "does not answer float32")


def _is_float(value: onnx.ValueInfoProto) -> bool:
    return bool(value.type.HasField("tensor_type") and value.type.tensor_type.elem_type == 1)


def _shape(value: onnx.ValueInfoProto) -> list[int | None]:
    return [
        d.dim_value if d.HasField("dim_value") else None for d in value.type.tensor_type.shape.dim
    ]


def _names(names: Iterable[str]) -> str:
    return ", ".join(repr(name[:40]) for name in sorted(names)[:5])

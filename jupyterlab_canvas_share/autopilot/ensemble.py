"""The weighted ensemble: greedy selection with replacement, and one graph out of the members'.

Selection as in Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of
models" (ICML 2004): start with the best, then keep adding the member that improves the objective
on the validation split most, counting repeats as weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.compose import add_prefix

from .convert import feature_count, make_model
from .trainers.base import Scores

ROUNDS = 20
#: A gain below this is noise of the arithmetic.
MIN_GAIN = 1e-9


def select(
    members: Mapping[str, Scores], quality: Callable[[Scores], float | None]
) -> dict[str, float]:
    """Weights, adding up to 1, of the members worth having. ``quality`` is larger where better,
    None where it is not defined. The first round always takes the best single member."""
    counts = dict.fromkeys(members, 0)
    total = np.zeros_like(next(iter(members.values())))
    best = -np.inf
    for size in range(1, ROUNDS + 1):
        qualities = {
            name: _known(quality((total + scores) / size)) for name, scores in members.items()
        }
        chosen = max(qualities, key=lambda name: qualities[name])
        if size > 1 and qualities[chosen] < best + MIN_GAIN:
            break
        best = qualities[chosen]
        counts[chosen] += 1
        total = total + members[chosen]
    picked = sum(counts.values())
    return {name: count / picked for name, count in counts.items() if count}


def _known(quality: float | None) -> float:
    return -np.inf if quality is None else quality


def merge(graphs: Mapping[str, bytes], weights: Mapping[str, float]) -> onnx.ModelProto:
    """One graph: every member behind the same ``x``, its output times its weight, added up."""
    nodes: list[onnx.NodeProto] = []
    constants: list[onnx.TensorProto] = []
    weighted: list[str] = []
    first = onnx.load_from_string(graphs[next(iter(weights))])
    output = first.graph.output[0]
    for number, (name, weight) in enumerate(weights.items()):
        prefix = f"m{number}_"
        member = add_prefix(
            onnx.load_from_string(graphs[name]), prefix, rename_inputs=False, rename_outputs=True
        )
        constants += member.graph.initializer
        nodes += member.graph.node
        factor = np.array(weight, np.float32)
        constants.append(numpy_helper.from_array(factor, f"{prefix}weight"))
        weighted.append(f"{prefix}weighted")
        nodes.append(
            helper.make_node(
                "Mul", [member.graph.output[0].name, f"{prefix}weight"], [weighted[-1]]
            )
        )
    nodes.append(helper.make_node("Sum", weighted, [output.name]))
    width = output.type.tensor_type.shape.dim[1].dim_value
    return make_model(nodes, constants, feature_count(first), output.name, width)

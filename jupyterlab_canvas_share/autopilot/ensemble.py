"""The weighted ensemble: greedy selection with replacement, and one graph out of the members'.

Selection as in Caruana, Niculescu-Mizil, Crew and Ksikes, "Ensemble selection from libraries of
models" (ICML 2004): start with the best, then keep adding the member that improves the objective
on rows held back most, counting repeats as weight. Of all rounds the best one counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.compose import add_prefix

from .convert import feature_count, make_model
from .trainers.base import Scores

Quality = Callable[[Scores], float | None]
#: Whether there is room for another member beside those picked.
Fits = Callable[[Collection[str], str], bool]

ROUNDS = 25
#: So many of the best members are weighed; looking at a hundred takes longer than it is worth.
MEMBERS = 25
#: A gain below this is noise of the arithmetic.
MIN_GAIN = 1e-9


def select(
    members: Mapping[str, Scores], quality: Quality, fits: Fits | None = None
) -> dict[str, float]:
    """Weights, adding up to 1, of the members worth having. ``quality`` is larger where better,
    None where it is not defined. The first round always takes the best single member, the others
    those that ``fits``."""
    alone = {name: _known(quality(members[name])) for name in sorted(members)}
    names = sorted(alone, key=lambda name: -alone[name])[:MEMBERS]
    picked, total, best, best_size = [names[0]], members[names[0]], alone[names[0]], 1
    for size in range(2, ROUNDS + 1):
        possible = [name for name in names if name in picked or fits is None or fits(picked, name)]
        qualities = {name: _known(quality((total + members[name]) / size)) for name in possible}
        chosen = max(qualities, key=lambda name: qualities[name])
        picked.append(chosen)
        total = total + members[chosen]
        if qualities[chosen] > best + MIN_GAIN:
            best, best_size = qualities[chosen], size
    kept = picked[:best_size]
    return {name: kept.count(name) / best_size for name in sorted(set(kept))}


def _known(quality: float | None) -> float:
    return -np.inf if quality is None else quality


def merge(graphs: Mapping[str, bytes], weights: Mapping[str, float]) -> onnx.ModelProto:
    """One graph: every member behind the same ``x``, its output times its weight, added up."""
    members = Members(graphs, weights)
    weighted = [
        members.node("Mul", [output, members.constant(f"{output}_weight", weight)])
        for output, weight in zip(members.outputs, weights.values(), strict=True)
    ]
    return members.model("Sum", weighted)


class Members:
    """The members' graphs side by side, each with names of its own, and what is put on top."""

    def __init__(self, graphs: Mapping[str, bytes], names: Iterable[str]) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self.outputs: list[str] = []
        for number, name in enumerate(names):
            member = add_prefix(
                onnx.load_from_string(graphs[name]),
                f"m{number}_",
                rename_inputs=False,
                rename_outputs=True,
            )
            self._constants += member.graph.initializer
            self._nodes += member.graph.node
            self.outputs.append(member.graph.output[0].name)
        first = onnx.load_from_string(graphs[name])
        self._features = feature_count(first)
        self._output = first.graph.output[0].name
        self.width = first.graph.output[0].type.tensor_type.shape.dim[1].dim_value

    def constant(self, name: str, value: float | Iterable[float]) -> str:
        self._constants.append(numpy_helper.from_array(np.array(value, np.float32), name))
        return name

    def node(self, operator: str, inputs: list[str]) -> str:
        output = f"ensemble_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output]))
        return output

    def model(self, operator: str, inputs: list[str]) -> onnx.ModelProto:
        """The graph whose answer is ``operator`` of the ``inputs``."""
        self._nodes.append(helper.make_node(operator, inputs, [self._output]))
        return make_model(self._nodes, self._constants, self._features, self._output, self.width)

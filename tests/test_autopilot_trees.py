"""Trees in few bytes: how many a leaf takes, and trees that are a single leaf."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from onnx import helper

from jupyterlab_canvas_share.autopilot.trainers.registry import trainer
from jupyterlab_canvas_share.autopilot.trainers.size import ANSWER, LEAF
from jupyterlab_canvas_share.model.job_requests import TrainedAlgorithm
from jupyterlab_canvas_share.model.metrics import ProblemType

from .trainers_fixtures import PROBLEMS, by_graph, table

TREES: tuple[TrainedAlgorithm, ...] = ("lightgbm", "xgboost", "extra-trees", "randomforest")


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("algorithm", TREES)
def test_a_leaf_takes_the_bytes_that_sizes_are_reckoned_with(
    algorithm: TrainedAlgorithm, problem: ProblemType
) -> None:
    data = table(problem)
    made = trainer(algorithm)
    later = time.monotonic() + 60
    graph = made.fit(data, made.default(data), 0, stopping=data, deadline=later).graph()
    leaves = sum(len(attributes["leaf_targetids"]) for attributes in trees_of(graph))
    told = ANSWER * data.outputs if "boost" not in algorithm and data.outputs > 2 else 0
    assert leaves > 500
    assert len(graph.SerializeToString()) < (LEAF + told) * 1.15 * leaves


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("algorithm", TREES)
def test_trees_of_a_single_leaf_answer(algorithm: TrainedAlgorithm, problem: ProblemType) -> None:
    """Where no column tells anything there is nothing to split by."""
    data = table(problem, 600)
    data = replace(data, matrix=np.ones_like(data.matrix))
    made = trainer(algorithm)
    fitted = made.fit(data, made.default(data), 0, stopping=data, deadline=time.monotonic() + 60)
    graph = fitted.graph()
    for attributes in trees_of(graph):
        assert len(attributes["nodes_featureids"]) == len(attributes["tree_roots"])
    answer = by_graph(graph.SerializeToString(), data.matrix)
    assert np.abs(answer - fitted.scores(data.matrix)).max() < 1e-6
    assert np.ptp(answer[:, 0]) == 0


def trees_of(graph: Any) -> list[dict[str, Any]]:
    """The attributes of each operator of trees."""
    nodes = [node for node in graph.graph.node if node.op_type == "TreeEnsemble"]
    assert nodes
    return [{a.name: helper.get_attribute_value(a) for a in node.attribute} for node in nodes]

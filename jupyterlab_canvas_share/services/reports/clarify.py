"""``analysis.json``: aggregated SHAP values in the schema of Clarify.

Source: Amazon SageMaker Developer Guide, "Run SageMaker Clarify Processing Jobs for Bias Analysis
and Explainability". Its ``kernel_shap`` holds one label for each output of the model, whatever the
method was: the positive class of two, else every class in the order of the bundle, or the value.
"""

from __future__ import annotations

from typing import Any

from ...model.bundle import Explanations


def clarify(explanations: Explanations) -> dict[str, Any]:
    """JSON-compatible. For explanations that were computed."""
    outputs = len(explanations.expected_value)
    return {
        "version": "1.0",
        "explanations": {
            "kernel_shap": {
                f"label{number}": {
                    "global_shap_values": {
                        each.column: each.per_class[number]
                        if len(each.per_class) == outputs
                        else each.value
                        for each in explanations.attributions
                    },
                    "expected_value": expected,
                }
                for number, expected in enumerate(explanations.expected_value)
            }
        },
    }

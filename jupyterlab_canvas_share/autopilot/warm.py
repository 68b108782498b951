"""Import what every trial needs before there is one, while the data is still being read.

LightGBM, forests and networks are left to the first trial that uses them: so the first candidate,
a linear model, does not wait for them.
"""

from __future__ import annotations


def warm_up() -> None:
    """About a second of imports."""
    import onnxruntime
    import scipy.stats  # type: ignore[import-untyped]
    import skl2onnx
    import sklearn.linear_model

    del onnxruntime, scipy, skl2onnx, sklearn

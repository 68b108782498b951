"""Import what a trial needs before there is one, while the data is still being read."""

from __future__ import annotations


def warm_up() -> None:
    """About a second of imports."""
    import lightgbm
    import onnxmltools.convert
    import onnxruntime
    import scipy.stats  # type: ignore[import-untyped]
    import skl2onnx
    import sklearn.ensemble
    import sklearn.linear_model
    import sklearn.neural_network

    del lightgbm, onnxmltools, onnxruntime, scipy, skl2onnx, sklearn

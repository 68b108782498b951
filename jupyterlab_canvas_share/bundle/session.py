"""ONNX Runtime, set up for one predictable thread. No session is opened elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import BundleInvalid

if TYPE_CHECKING:
    import onnxruntime


def open_session(graph: bytes) -> onnxruntime.InferenceSession:
    """A session on the CPU. Raises ``BundleInvalid`` if ONNX Runtime cannot load the graph."""
    import onnxruntime

    # fatal only: what the graph's author wrote must not reach our log
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    # the arena keeps the largest batch's memory for ever; one row does not gain from it
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            graph, sess_options=options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:
        # ONNX Runtime raises a dozen unrelated classes here, RuntimeError and Fail among them
        raise BundleInvalid(f"ONNX Runtime cannot load the model: {str(error)[:200]}") from error

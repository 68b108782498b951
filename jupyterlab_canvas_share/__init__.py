"""Share machine-learning models between data scientists in JupyterLab and analysts on Canvas.

Only the Jupyter hooks live here; importing the package stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-canvas-share"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import CanvasShare

    return [{"module": "jupyterlab_canvas_share", "app": CanvasShare}]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext jupyterlab_canvas_share``: the magics."""
    from .notebook.magics import CanvasShareMagics

    shell.register_magics(CanvasShareMagics)

"""Notebooks as nbformat 4.5 wants them, out of words and code.

Source: https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

#: Where a notebook keeps what it was made as; JupyterLab leaves keys alone that it does not know.
_OURS = "canvas_share"


def markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def words(text: str) -> str:
    """Other people's words inside Markdown: on one line, and no character of them means anything
    to Markdown, HTML or MathJax."""
    line = " ".join(text.split())[:300]
    return re.sub(
        r"[^\w ]", lambda found: f"&#{ord(found[0])};" if found[0].isascii() else found[0], line
    )


def notebook(cells: Sequence[dict[str, Any]]) -> dict[str, Any]:
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells, 1)]
    return {
        "cells": numbered,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            _OURS: {"sources": _digest(numbered)},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def text_of(made: dict[str, Any]) -> str:
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def has_same_sources(text: str, made: dict[str, Any]) -> bool:
    """Whether a notebook, run or not, still says what ``made`` says."""
    found = _parsed(text)
    return found is not None and _digest(found.get("cells")) == _digest(made["cells"])


def is_untouched(text: str) -> bool:
    """Whether nobody edited or ran a notebook since it was made."""
    found = _parsed(text)
    if found is None:
        return False
    cells = found["cells"]
    try:
        made_as = found["metadata"][_OURS]["sources"]
    except (TypeError, KeyError):
        return False
    return bool(made_as == _digest(cells)) and not any(cell.get("outputs") for cell in cells)


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
        _digest(found["cells"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return dict(found)


def _digest(cells: Any) -> str:
    """Of what the cells say; a source may be text or lines."""
    said = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()

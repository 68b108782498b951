"""Charts as pictures, without a browser and without a network.

Everything here blocks, and may end its process: see ``draw.py``.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

from ...model.details import Chart
from .plain import plain

#: Pixels of the plot; axes and legends come on top.
WIDTH = 640
_INK, _PAPER = "#222222", "#ffffff"
_SCALE = 2.0


def as_svg(chart: Chart) -> str:
    """An ``<svg>`` element without scripts, styles or links, in the colour of the text around it.
    Its ids are not used again by this process."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_sized(chart), **_options())
    return svg


def as_png(chart: Chart) -> bytes:
    """Dark on white, at twice the pixels."""
    import vl_convert

    spec = {**_inked(_sized(chart)), "background": _PAPER}
    png: bytes = vl_convert.vegalite_to_png(spec, scale=_SCALE, **_options())
    return png


def _sized(chart: Chart) -> dict[str, Any]:
    """A page is as wide as it is; a picture has to be told. The words in it are on one line, and
    not longer than anybody could read: vl-convert ends its process over a control character."""
    spec: dict[str, Any] = _with_plain_words(chart.spec)
    return {**spec, "width": WIDTH}


def _with_plain_words(part: Any) -> Any:
    if isinstance(part, list):
        return [_with_plain_words(each) for each in part]
    if isinstance(part, dict):
        return {key: _with_plain_words(value) for key, value in part.items()}
    return plain(part) if isinstance(part, str) else part


def _inked(part: Any) -> Any:
    """The same spec with a colour for what takes that of the text around it; data stays."""
    if isinstance(part, list):
        return [_inked(each) for each in part]
    if isinstance(part, dict):
        return {key: value if key == "data" else _inked(value) for key, value in part.items()}
    return _INK if part == "currentColor" else part


@cache
def _options() -> dict[str, Any]:
    """The newest Vega-Lite of the major version that the specs are written in; no address may be
    loaded from."""
    import vl_convert

    fives = [v for v in vl_convert.get_vegalite_versions() if v.startswith("5.")]
    newest = max(fives, key=lambda version: [int(number) for number in version.split(".")])
    return {"vl_version": newest, "allowed_base_urls": []}


def text_as_png(text: str, size: int) -> bytes:
    """One line, dark on white, ``1.3 * size`` pixels high, with letters of ``size`` pixels that
    begin at the left; white to the right of them."""
    import vl_convert

    width, height = (2 + len(text)) * size * 1.5, 1.3 * size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}">'
        f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
        f'<text x="1" y="{size:.0f}" font-size="{size}" font-family="sans-serif" '
        f'direction="ltr" fill="{_INK}">{escape(text)}</text></svg>'
    )
    png: bytes = vl_convert.svg_to_png(svg)
    return png

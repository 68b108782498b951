"""``performance.pdf``: the same document on A4 pages, charts as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...model.details import Chart
from .document import Document, Section, Table
from .drawing import as_png
from .lettering import BOLD, FONT, Lettering
from .plain import plain

#: Points.
_MARGIN, _WIDTH, _HIGHEST_CHART = 54.0, 487.0, 560.0
_PADDING = 4.0
#: A column of a table is as wide as its longest cell, between these numbers of characters.
_NARROWEST, _WIDEST = 10, 50
_SIZES = {"title": 20.0, "section": 14.0, "part": 11.0, "text": 9.5, "cell": 8.0}


def pdf(document: Document) -> bytes:
    """Draws every chart; see ``draw.py``. The same document gives the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    target = io.BytesIO()
    with TemporaryDirectory(prefix="canvas-share-report-") as folder:
        template = SimpleDocTemplate(
            target,
            pagesize=A4,
            leftMargin=_MARGIN,
            rightMargin=_MARGIN,
            topMargin=_MARGIN,
            bottomMargin=_MARGIN,
            title=f"{plain(document.title)}: performance report",
            author="jupyterlab-canvas-share",
            lang="en",
            invariant=1,
        )
        story = list(_Story(Lettering(Path(folder))).of(document))
        template.build(story, onFirstPage=_number, onLaterPages=_number)
    return target.getvalue()


def _number(canvas: Any, template: Any) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawRightString(_MARGIN + _WIDTH, _MARGIN / 2, str(template.page))


class _Story:
    """The document as what ReportLab calls flowables."""

    def __init__(self, lettering: Lettering) -> None:
        self._lettering = lettering

    def of(self, document: Document) -> Iterator[Any]:
        yield self._paragraph("title", document.title)
        yield self._paragraph("text", "Performance report")
        yield self._table(Table("", ("", ""), document.facts))
        for section in document.sections:
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[Any]:
        from reportlab.platypus import KeepTogether

        heading = self._paragraph("section", section.title)
        sentences = [self._paragraph("text", sentence) for sentence in section.sentences]
        charts = [self._chart(chart) for chart in section.charts]
        if not sentences and charts:
            # no heading at the foot of a page
            charts[0].insert(0, heading)
        else:
            yield heading
        yield from sentences
        for table in section.tables:
            yield self._paragraph("part", table.title)
            yield self._table(table)
        yield from map(KeepTogether, charts)

    def _chart(self, chart: Chart) -> list[Any]:
        from reportlab.platypus import Image

        picture = Image(_without_alpha(as_png(chart)))
        scale = min(_WIDTH / picture.imageWidth, _HIGHEST_CHART / picture.imageHeight, 0.5)
        picture.drawWidth, picture.drawHeight = (
            scale * picture.imageWidth,
            scale * picture.imageHeight,
        )
        picture.hAlign = "LEFT"
        return [
            self._paragraph("part", chart.title),
            picture,
            self._paragraph("text", chart.sentence),
        ]

    def _table(self, table: Table) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.platypus import Table as Grid

        rows = [row for row in (table.headings, *table.rows) if any(row)]
        widths = _widths(rows)
        line = HexColor("#bbbbbb")
        cells = [
            [
                self._paragraph(
                    "cell",
                    cell,
                    width=widths[number] - 2 * _PADDING,
                    right=number in table.numeric,
                    bold=(row is table.headings) or (not any(table.headings) and number == 0),
                )
                for number, cell in enumerate(row)
            ]
            for row in rows
        ]
        return Grid(
            cells,
            colWidths=widths,
            repeatRows=1 if any(table.headings) else 0,
            hAlign="LEFT",
            spaceAfter=12,
            style=[
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, line),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2 * _PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ],
        )

    def _paragraph(
        self,
        kind: str,
        text: str,
        *,
        width: float = _WIDTH,
        right: bool = False,
        bold: bool = False,
    ) -> Any:
        from reportlab.lib.enums import TA_LEFT, TA_RIGHT
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        size = _SIZES[kind]
        markup = self._lettering.markup(text, size, width)
        style = ParagraphStyle(
            kind,
            fontName=BOLD if bold or kind in ("title", "section", "part") else FONT,
            fontSize=size,
            leading=1.35 * size,
            spaceBefore={"section": 16, "part": 8}.get(kind, 0),
            spaceAfter={"cell": 0}.get(kind, 6),
            alignment=TA_RIGHT if right else TA_LEFT,
            keepWithNext=kind in ("section", "part"),
        )
        return Paragraph(markup, style)


def _without_alpha(png: bytes) -> io.BytesIO:
    """A transparent picture would be two in a PDF."""
    from PIL import Image

    target = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(target, "PNG")
    return target


def _widths(rows: list[tuple[str, ...]]) -> list[float]:
    """In points, together the width of the page at most: first of all the words fit."""
    columns = list(zip(*rows, strict=True))
    wanted = [_characters(column) for column in columns]
    needed = [_characters(word for cell in column for word in cell.split()) for column in columns]
    unit = min(_SIZES["cell"] * 0.7, _WIDTH / sum(needed))
    spare, missing = _WIDTH / unit - sum(needed), sum(wanted) - sum(needed)
    share = min(1.0, spare / missing) if missing else 0.0
    return [unit * (n + share * (w - n)) for n, w in zip(needed, wanted, strict=True)]


def _characters(texts: Iterable[str]) -> int:
    longest = max((2 + len(text) for text in texts), default=0)
    return min(max(_NARROWEST, longest), _WIDEST)

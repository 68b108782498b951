"""``performance.html``: one file that opens offline and runs nothing.

Every word is escaped, and a policy in the file itself forbids scripts and every address, should
one get in all the same.
"""

from __future__ import annotations

from html import escape

from ...model.details import Chart
from .document import Document, Section, Table
from .drawing import as_svg
from .plain import plain

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; }
caption { text-align: start; font-weight: 600; padding: 0.25rem 0; }
th, td { text-align: start; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0;
  border-bottom: 1px solid var(--line); min-width: 5rem; }
td:first-child { min-width: 9.5rem; }
.wide td:last-child:not(.number) { min-width: 14rem; }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
figure { margin: 1.5rem 0 2.5rem; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
@media print { body { max-width: none; margin: 0; } tr { break-inside: avoid; } }
"""


def html(document: Document) -> str:
    """Draws every chart; see ``draw.py``."""
    title = _text(document.title)
    facts = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td dir="auto">{_text(value)}</td></tr>\n'
        for name, value in document.facts
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}: performance report</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n<p>Performance report</p>\n"
        f"<table>\n<tbody>\n{facts}</tbody>\n</table>\n"
        f"{''.join(map(_section, document.sections))}</main>\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    parts = [f"<section>\n<h2>{_text(section.title)}</h2>\n"]
    parts += [f"<p>{_text(sentence)}</p>\n" for sentence in section.sentences]
    parts += map(_table, section.tables)
    parts += map(_figure, section.charts)
    return "".join([*parts, "</section>\n"])


def _table(table: Table) -> str:
    headings = "".join(
        f'<th scope="col"{_class(table, number)}>{_text(heading)}</th>'
        for number, heading in enumerate(table.headings)
    )
    rows = "".join(f"<tr>{_cells(table, row)}</tr>\n" for row in table.rows)
    return (
        f'<div class="wide">\n<table>\n<caption>{_text(table.title)}</caption>\n'
        f"<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _cells(table: Table, row: tuple[str, ...]) -> str:
    return "".join(
        f'<td dir="auto"{_class(table, number)}>{_text(cell)}</td>'
        for number, cell in enumerate(row)
    )


def _class(table: Table, number: int) -> str:
    return ' class="number"' if number in table.numeric else ""


def _figure(chart: Chart) -> str:
    title, sentence = _text(chart.title), _text(chart.sentence)
    return (
        f'<figure role="group" aria-label="{title}">\n<h3>{title}</h3>\n'
        f'<div class="wide" role="img" aria-label="{sentence}">{as_svg(chart)}</div>\n'
        f"<figcaption>{sentence}</figcaption>\n</figure>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text))

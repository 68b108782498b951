"""Reading tables: what is recognised, and every file that is refused, with its reason."""

from __future__ import annotations

import gzip
import zipfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from jupyterlab_canvas_share.model.errors import CanvasShareError, NotFound, Refused
from jupyterlab_canvas_share.transforms.read import read_text_frames
from jupyterlab_canvas_share.transforms.table_format import sniff

from .table_fixtures import read_table


def write(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def test_numbers_text_and_blanks(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b,c,d\n1,1.5,x,\n2," ",y,\n3,2.5, ,\n')
    frame = read_table(path)
    assert frame.schema == {"a": pl.Int64, "b": pl.Float64, "c": pl.String, "d": pl.String}
    assert frame["b"].to_list() == [1.5, None, 2.5]
    assert frame["c"].to_list() == ["x", "y", None]
    assert sniff(path).notices == ()


@pytest.mark.parametrize(("mark", "spoken"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_separators(tmp_path: Path, mark: str, spoken: str) -> None:
    path = write(tmp_path, f"a{mark}b\n1{mark}x\n2{mark}y\n")
    fmt = sniff(path)
    assert fmt.separator == mark
    assert any(spoken in notice for notice in fmt.notices)
    assert read_table(path).shape == (2, 2)


def test_decimal_comma_with_thousands_dots(tmp_path: Path) -> None:
    path = write(tmp_path, "price;n\n1.234.567,5;1.000\n3,25;2\n-0,5;3\n")
    fmt = sniff(path)
    assert (fmt.separator, fmt.decimal) == (";", ",")
    assert any("decimal comma" in notice for notice in fmt.notices)
    frame = read_table(path)
    assert frame["price"].to_list() == [1234567.5, 3.25, -0.5]
    assert frame["n"].to_list() == [1000, 2, 3]


def test_thousands_commas_in_quotes_are_no_decimal_commas(tmp_path: Path) -> None:
    path = write(tmp_path, 'a,b\n"1,234",x\n"12,000.5",y\n')
    assert sniff(path).decimal == "."
    assert read_table(path)["a"].to_list() == [1234.0, 12000.5]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", True),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("latin-1", True),
        ("cp1252", True),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, said: bool) -> None:
    path = write(tmp_path, "Straße,n\nMünchen,1\nKöln,2\n" * 1 + "Aachen,3\n" * 50, encoding)
    frame = read_table(path)
    assert frame.columns == ["Straße", "n"]
    assert frame["Straße"].to_list()[:2] == ["München", "Köln"]
    assert any("encoded" in notice for notice in sniff(path).notices) == said


@pytest.mark.parametrize(
    ("values", "expected", "spoken"),
    [
        (["31.12.2024", "1.2.2024"], "%d.%m.%Y", "dd.mm.yyyy"),
        (["13/01/2024", "02/03/2024"], "%d/%m/%Y", "dd/mm/yyyy"),
        (["01/13/2024", "02/03/2024"], "%m/%d/%Y", "mm/dd/yyyy"),
        (["2024-01-13", "2024-02-03"], "%Y-%m-%d", None),
        (["2024-01-13T10:11:12Z", "2024-02-03 10:00"], "%Y-%m-%d", None),
    ],
)
def test_dates_are_recognised_and_said_unless_everybody_reads_them_so(
    tmp_path: Path, values: list[str], expected: str, spoken: str | None
) -> None:
    path = write(tmp_path, "when,x\n" + "".join(f"{value},1\n" for value in values))
    fmt = sniff(path)
    assert fmt.date_formats == {"when": expected}
    assert [f"“when” holds dates written {spoken}."] * bool(spoken) == list(fmt.notices)
    assert read_table(path).schema["when"] == pl.Datetime("us")


def test_dates_that_no_value_decides_are_said(tmp_path: Path) -> None:
    path = write(tmp_path, "when,x\n01/02/2024,1\n03/04/2024,2\n")
    fmt = sniff(path)
    assert fmt.date_formats == {"when": "%m/%d/%Y"}
    assert any("dd/mm/yyyy or mm/dd/yyyy" in notice for notice in fmt.notices)
    assert read_table(path)["when"].to_list()[0] == datetime(2024, 1, 2)


def test_another_column_decides_an_ambiguous_date(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n01/02/2024,25/12/2023\n03/04/2024,1/1/2023\n")
    assert read_table(path)["a"].to_list() == [datetime(2024, 2, 1), datetime(2024, 4, 3)]


def test_words_for_missing_count_only_among_numbers_and_dates(tmp_path: Path) -> None:
    path = write(tmp_path, "n,d,c\n1,2024-01-01,NA\nNA,n/a,DE\n3,2024-01-03,FR\n")
    frame = read_table(path)
    assert frame["n"].to_list() == [1, None, 3]
    assert frame["d"].null_count() == 1
    assert frame["c"].to_list() == ["NA", "DE", "FR"]


def test_codes_with_leading_zeros_stay_text(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path, "zip,x\n01234,1\n98765,0\n"))
    assert frame["zip"].to_list() == ["01234", "98765"]
    assert frame["x"].to_list() == [1, 0]


def test_gzip_quotes_and_line_breaks(tmp_path: Path) -> None:
    text = 'a,b\r\n"x, y",1\r\n"two\nlines ""quoted""",2\r\n\r\n'
    path = write(tmp_path, gzip.compress(text.encode()), name="t.csv.gz")
    assert read_table(path)["a"].to_list() == ["x, y", 'two\nlines "quoted"']


def test_brackets_old_line_ends_and_line_separators_are_just_text(tmp_path: Path) -> None:
    frame = read_table(write(tmp_path, "[id],b\r1,x\u2028y\r2,z\r"))
    assert frame.rows() == [(1, "x\u2028y"), (2, "z")]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame(
        {
            "i": [1, 2],
            "f": [1.5, float("nan")],
            "b": [True, None],
            "s": ["x", " "],
            "d": [datetime(2024, 1, 1).date(), None],
        }
    ).with_columns(pl.col("i").cast(pl.UInt8)).write_parquet(path)
    frame = read_table(path)
    assert frame.schema == {
        "i": pl.Int64,
        "f": pl.Float64,
        "b": pl.String,
        "s": pl.String,
        "d": pl.Datetime("us"),
    }
    assert frame.rows()[0] == (1, 1.5, "true", "x", datetime(2024, 1, 1))
    assert frame.rows()[1] == (2, None, None, None, None)


def test_parquet_in_gzip_is_read_as_it_is_without(tmp_path: Path) -> None:
    plain, packed = tmp_path / "t.parquet", tmp_path / "t.parquet.gz"
    pl.DataFrame({"a": [1, 2], "b": ["x", None]}).write_parquet(plain)
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_table(packed).equals(read_table(plain))
    batches = read_text_frames(packed, sniff(packed), 1)
    assert [batch.frame.rows() for batch in batches] == [[("1", "x")], [("2", "")]]
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(Refused) as refused:
        read_table(packed)
    assert refused.value.code == "broken_gzip"
    packed.write_bytes(gzip.compress(plain.read_bytes()[:-20]))
    with pytest.raises(Refused, match=r"“t\.parquet\.gz” is a damaged Parquet file"):
        read_table(packed)
    assert {path.name for path in tmp_path.iterdir()} == {"t.parquet", "t.parquet.gz"}


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4

REFUSED: dict[str, tuple[str, str | bytes]] = {
    "empty": ("empty_file", b""),
    "blank": ("empty_file", b"\n\n  \n"),
    "png": ("not_a_table", PNG),
    "json": ("not_a_table", '{"a": 1}\n'),
    "html": ("not_a_table", "\n<!doctype html><p>1,2\n"),
    "binary": ("not_a_table", bytes(range(1, 32)) * 100),
    "xls": ("excel_file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "one column": ("one_column", "a\n1\n2\n"),
    "duplicates": ("duplicate_columns", "a,b,a\n1,2,3\n"),
    "blank name": ("blank_column_name", "a,,c\n1,2,3\n"),
    "header only": ("no_rows", "a,b\n"),
    "mixed encodings": ("wrong_encoding", "a,b\nMünchen Köln,1\n".encode() + b"\xfc,2\n"),
    "no encoding": ("wrong_encoding", b"a,b\n\x81\x8d\x8f,1\n"),
    "nul": ("nul_bytes", b"a,b\n" + b"1,2\n" * 200 + b"1,\x002\n"),
    "too many fields": ("ragged_row", "a,b\n1,2\n1,2,3\n"),
    "too few fields": ("ragged_row", "a,b,c\n1,2,3\n1,2\n"),
    "open quote": ("broken_quotes", 'a,b\n1,"2\n3,4\n'),
    "parquet": ("broken_parquet", b"PAR1" + bytes(100) + b"PAR1"),
    "gzip": ("broken_gzip", gzip.compress(b"a,b\n" + b"1,2\n" * 999)[:40]),
    "wide": ("too_many_columns", ",".join(f"c{i}" for i in range(1001)) + "\n"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path: Path, case: str) -> None:
    code, content = REFUSED[case]
    with pytest.raises(Refused) as caught:
        read_table(write(tmp_path, content))
    assert caught.value.code == code
    assert "t.csv" in caught.value.message
    assert caught.value.message.endswith(".")


def test_the_message_names_what_to_look_at(tmp_path: Path) -> None:
    def message(content: str) -> CanvasShareError:
        with pytest.raises(CanvasShareError) as caught:
            read_table(write(tmp_path, content))
        return caught.value

    assert "line 4" in message('a,b\n"x\ny",2\n1,2,3\n').message
    assert message("a,b,a,b\n1,2,3,4\n").details == {"columns": ["a", "b"]}
    assert message("a,,c,\n1,2,3,4\n").details == {"positions": [2, 4]}


def test_excel_workbook_says_to_save_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Refused, match="Save it as CSV") as caught:
        sniff(path)
    assert caught.value.code == "excel_file"


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(NotFound) as caught:
            sniff(path)
        assert caught.value.code == "no_such_file"


def test_batches_keep_ragged_rows_and_mark_them(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b,c\n1,2,3\n4,5\n6,7,8,9\n" + "0,0,0\n" * 5)
    batches = list(read_text_frames(path, sniff(path), 3))
    assert [batch.frame.height for batch in batches] == [3, 3, 2]
    first = batches[0]
    assert first.frame.rows() == [("1", "2", "3"), ("4", "5", ""), ("6", "7", "8")]
    assert first.bad[0] is None
    assert "line 3 has 2 fields" in str(first.bad[1])
    assert "line 4 has 4 fields" in str(first.bad[2])
    assert "'9'" in str(first.bad[2])

"""What is no spreadsheet, or a dangerous one, is told apart and refused in one sentence."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jipan import words
from jipan.errors import BadFile
from jipan.sheets import Limits, open_book, source
from jipan.words import errors

if TYPE_CHECKING:
    from collections.abc import Callable


def _error(path: Path, **options: Any) -> BadFile:
    with pytest.raises(BadFile) as caught:
        open_book(path, **options).grid()
    for lang in words.LANGS:
        assert str(path) in words.say(f"error.{caught.value.code}", lang, **caught.value.facts)
    return caught.value


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (b"", "file_empty", None),
        (b"\n \r\n", "file_empty", None),
        (b"\xef\xbb\xbf", "file_empty", None),
        (b"%PDF-1.7\n", "not_a_sheet", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not_a_sheet", "PNG"),
        (b"\xff\xd8\xff\xe0", "not_a_sheet", "JPEG"),
        (b"MZ\x90\0\3\0\0\0", "not_a_sheet", "EXE"),
        (b'{"name": "x"}', "not_a_sheet", "JSON"),
        (b"<?xml version='1.0'?><a/>", "not_a_sheet", "XML"),
        (b"MIME-Version: 1.0\r\n", "not_a_sheet", "MHTML"),
        (bytes(range(32)) * 9, "not_a_sheet", "binary"),
        (b"Attachment f:\\x\\shots.xls not found!", "not_a_sheet", "text"),
        (_zip("[Content_Types].xml", "word/document.xml"), "not_a_sheet", "Word"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "not_a_sheet", "PowerPoint"),
        (_zip(), "not_a_sheet", "zip"),
        (b"PK\3\4" + b"x" * 99, "corrupt", None),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "corrupt", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "corrupt", None),
        (b"\x09\x02\x06\0\0\0\x10\0", "old_format", "Excel 3.0"),
        (b"\x09\x04\x06\0\0\0\x10\0", "old_format", "Excel 4.0"),
    ],
)
def test_told_apart(tmp_path: Path, data: bytes, code: str, found: str | None) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    error = _error(tmp_path / "a.xlsx")
    assert (error.code, error.facts.get("found")) == (code, found)


def test_a_file_that_only_begins_like_another_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"BMW,MZ\n1,2\n")
    assert open_book(tmp_path / "a.csv").format == "csv"


def test_word_and_locked_workbooks_in_ole(tmp_path: Path, biff: dict[str, Any]) -> None:
    (tmp_path / "a.doc").write_bytes(biff["ole"]("WordDocument", b"x"))
    assert _error(tmp_path / "a.doc").facts["found"] == "Word"
    (tmp_path / "a.xlsx").write_bytes(biff["ole"]("EncryptedPackage", b"x"))
    assert _error(tmp_path / "a.xlsx").code == "encrypted"
    assert _error(tmp_path / "a.xlsx", password="x").code in {"password_wrong", "decrypt_missing"}


def test_locked_ods(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m:file-entry><m:encryption-data/></m:file-entry>")
    assert _error(tmp_path / "a.ods").code == "encrypted"
    assert _error(tmp_path / "a.ods", password="x").code == "decrypt_unsupported"


def test_missing_and_folder(tmp_path: Path) -> None:
    assert _error(tmp_path / "nowhere.xlsx").code == "file_missing"
    assert _error(tmp_path).code == "not_a_sheet"


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b\n")

    def locked(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(source.Source, "open", locked)
    assert _error(tmp_path / "a.csv").code == "file_locked"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities(write_xlsx: Callable[..., Path], part: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert _error(write_xlsx("<sheetData/>", **{part: bomb})).code == "unsafe_xml"


def test_zip_bombs(write_xlsx: Callable[..., Path]) -> None:
    bomb = write_xlsx("<sheetData/>", **{"xl/media/a.bin": bytes(120_000_000)})
    assert _error(bomb).code == "too_large_unpacked"
    plain = write_xlsx("<sheetData/>", **{"xl/media/a.bin": bytes(range(256)) * 40})
    assert _error(plain, limits=Limits(unpacked=10_000)).code == "too_large_unpacked"


def test_a_part_that_unpacks_to_more_than_it_says(write_xlsx: Callable[..., Path]) -> None:
    path = write_xlsx("<sheetData>" + "<row/>" * 5000 + "</sheetData>")
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\1\2")
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert _error(path).code == "corrupt"


def test_the_same_part_twice(write_xlsx: Callable[..., Path]) -> None:
    path = write_xlsx("<sheetData/>")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert _error(path).code == "corrupt"


def test_damaged_cells(write_xlsx: Callable[..., Path]) -> None:
    assert _error(write_xlsx("<sheetData><row r='1'><c r='A1' t='s'><v>9</v></c>")).code == "corrupt"


def test_every_code_of_this_folder_is_worded() -> None:
    folder = Path(str(sys.modules[open_book.__module__].__file__)).parent
    text = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    codes = {piece.split('"')[1] for piece in text.split("BadFile(")[1:] if piece.startswith('"')}
    assert len(codes) > 15
    assert {code for code in codes if f"error.{code}" not in errors.TEXTS} == set()

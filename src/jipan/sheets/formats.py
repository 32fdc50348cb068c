"""Which reader takes a file. The readers are imported only when used: they bring Arrow, Rust and lxml with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jipan.errors import BadFile
from jipan.sheets import sniff

if TYPE_CHECKING:
    from jipan.sheets.contents import Contents
    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source


def read(source: Source, password: str | None, limits: Limits) -> tuple[str, Contents]:
    """The format and what is in it. Raises BadFile."""
    match sniff.kind(source):
        case "zip":
            return _zipped(source, password, limits)
        case "ole":
            return _ole(source, password, limits)
        case "html":
            from jipan.sheets import html_table

            return "html", html_table.read(source, limits)
        case "xml":
            from jipan.sheets import spreadsheetml

            return "xml", spreadsheetml.read(source, limits)
        case _:
            from jipan.sheets import delimited

            return "csv", delimited.read(source, limits)


def _zipped(source: Source, password: str | None, limits: Limits) -> tuple[str, Contents]:
    from jipan.sheets import legacy, xlsx
    from jipan.sheets.package import open_package

    package = open_package(source)
    package.check(limits)
    if package.locked():
        raise BadFile("decrypt_unsupported" if password else "encrypted", path=source.path)
    format_ = package.format()
    if format_ in {"xlsx", "xlsm"}:
        return format_, xlsx.read(package, limits)
    return format_, legacy.read_zipped(package, format_, limits)


def _ole(source: Source, password: str | None, limits: Limits) -> tuple[str, Contents]:
    from jipan.sheets import decrypt, legacy
    from jipan.sheets.ole import open_ole

    ole = open_ole(source)
    if not ole.encrypted():
        return "xls", legacy.read_xls(ole, limits)
    return read(decrypt.decrypted(source, password), None, limits)

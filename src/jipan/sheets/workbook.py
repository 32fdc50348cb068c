"""What workbook.xml says: sheets, their visibility, the date system; and when the workbook was last saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jipan.sheets import safe_xml

if TYPE_CHECKING:
    from lxml import etree

    from jipan.sheets.package import Package

MACRO_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry of the workbook. `kind` is worksheet, chartsheet, dialogsheet or one of MACRO_SHEETS."""

    name: str
    state: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """All entries of the workbook in their order."""

    part: str
    sheets: tuple[Sheet, ...]
    date1904: bool

    @property
    def worksheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if sheet.kind == "worksheet")


_FIRST_YEAR, _LAST_YEAR = 1980, 2200


def read_workbook(package: Package) -> Workbook:
    """Raises BadFile if the package has no workbook that can be read."""
    part = package.target("officeDocument")
    if part is None or part not in package:
        raise package.source.corrupt("no workbook in the package")
    root = safe_xml.parse(package.read(part), package.source)
    relations = package.relations(part)
    sheets = [_sheet(element, relations) for element in root.iter("{*}sheet")]
    flags = [safe_xml.attribute(element, "date1904") for element in root.iter("{*}workbookPr")]
    return Workbook(part, tuple(sheets), any(flag in {"1", "true", "on"} for flag in flags))


def _sheet(element: etree._Element, relations: dict[str, tuple[str, str]]) -> Sheet:
    kind, part = relations.get(safe_xml.attribute(element, "id") or "", ("worksheet", ""))
    return Sheet(element.get("name", ""), element.get("state", "visible"), kind, part)


def saved(package: Package) -> datetime | None:
    """When the workbook was last saved, as it says itself, with its time zone; None if it does not."""
    data = package.read(package.target("core-properties") or "docProps/core.xml")
    if not data:
        return None
    found = next(safe_xml.parse(data, package.source).iter("{*}modified"), None)
    return None if found is None else moment(found.text or "")


def moment(text: str) -> datetime | None:
    """A date and time as XML writes it, UTC unless it names its zone; None for anything else, and for a year that none of these
    programs has seen: 1601 and 9999 are what some write who do not know.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

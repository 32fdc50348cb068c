"""XML from strangers: no entities, no DTD, no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from jipan.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.sheets.source import Source

HEAD = 4096
"""Bytes in which a DOCTYPE would stand: nothing but comments may come before it."""


def refuse_doctype(head: bytes, source: Source) -> None:
    """No spreadsheet program writes a DOCTYPE into its XML: whoever did wants entities expanded. Raises BadFile."""
    if b"<!DOCTYPE" in head.replace(b"\0", b"")[:HEAD]:
        raise BadFile("unsafe_xml", path=source.path)


def parse(data: bytes, source: Source) -> etree._Element:
    """The root of a small part."""
    refuse_doctype(data, source)
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def elements(file: BinaryIO, tags: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    """Start and end events of the elements named, streaming; the caller clears what it has seen."""
    events: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        file, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
    )
    return events


def local(element: etree._Element) -> str:
    """The tag without its namespace: strict and transitional workbooks differ in nothing else here."""
    return str(etree.QName(element).localname)


def attribute(element: etree._Element, wanted: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == wanted:
            return str(value)
    return None

"""Several tables on one sheet, beside each other or one below the other: each becomes a grid of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from jipan.intake import headers
from jipan.intake.headers import known_header, normal
from jipan.models import COLLECTIONS, fields
from jipan.sheets import Grid, a1

if TYPE_CHECKING:
    from collections.abc import Iterable

BY_HAND = 20_000
"""Rows up to which a sheet is searched for further tables: people put them together by hand, systems do not."""

_KNOWN = 2
"""Known words in a row that make it a header."""

_FIGURES = re.compile(r"\d{4,}|\d[-/.年]\d")
"""What data has and headers have not."""

_TITLE = re.compile(r"[表单录细息账]$")

Texts = Sequence[str | None]


def tables_of(grid: Grid) -> Iterator[tuple[Grid, str]]:
    """The tables of a sheet, each with what tells it from the first: `` or the columns it stands in (`E:H`)."""
    batches = grid.batches if isinstance(grid.batches, tuple) else ()
    if not batches or sum(batch.num_rows for batch in batches) > BY_HAND:
        yield grid, ""
        return
    rows = pa.Table.from_batches(batches)
    for part in _below(grid, rows):
        yield from _beside(part)


def _below(grid: Grid, rows: pa.Table) -> Iterator[Grid]:
    """The tables one below the other. A header that comes again with the same words belongs to its table."""
    starts = [0, *_further_headers(rows), rows.num_rows]
    for first, end in pairwise(starts):
        yield grid if (first, end) == (0, rows.num_rows) else _rows(grid, rows, first, end)


def _further_headers(rows: pa.Table) -> list[int]:
    """Where another table begins: its header has other words than the one above it, and stands apart from what is above,
    by a blank row or because it cannot be one of its rows.
    """
    found: list[int] = []
    last, above = -1, frozenset[str]()
    for place in _like_headers(rows):
        words = frozenset(normal(text) for text in _row(rows, place) if text)
        apart = _title_above(rows, place)
        begins = apart if apart is not None or last < 0 else _crowded(rows, last, place)
        if last >= 0 and words != above and begins is not None:
            found.append(begins)
        if last < 0 or begins is not None:
            last, above = place, words
    return found


def _title_above(rows: pa.Table, place: int) -> int | None:
    """The row with which a table begins whose header is `place`: its title, else the header; None where no blank row is above."""
    if not place or not _filled(_row(rows, place - 1)):
        return place
    titled = place > 1 and _filled(_row(rows, place - 1)) == 1 and not _filled(_row(rows, place - 2))
    return place - 1 if titled else None


def _crowded(rows: pa.Table, header: int, place: int) -> int | None:
    """The same for a table that begins right below the rows of another one, whose header is `header`.

    Such a row holds nothing but words of headers, of which one at least stands under another word, and data follows it.
    """
    if place < header + 2 or place + 1 >= rows.num_rows:
        return None
    row, old, following = (_row(rows, at) for at in (place, header, place + 1))
    words = [normal(text) for text in row if text and text.strip()]
    moved = any(text and known and normal(text) != normal(known) for text, known in zip(row, old, strict=True))
    new = any(text and text.strip() and not (known and known.strip()) for text, known in zip(row, old, strict=True))
    if (
        not (moved or new)
        or not all(map(_known, words))
        or not any(text and _FIGURES.search(text) for text in following)
    ):
        return None
    title = _row(rows, place - 1)
    return place - 1 if place > header + 2 and _filled(title) == 1 and _is_title(title) else place


def _is_title(row: Texts) -> bool:
    return any(text and _TITLE.search(text) and not _FIGURES.search(text) for text in row)


def _like_headers(rows: pa.Table) -> list[int]:
    """Rows of which most cells are known words."""
    known = pa.array(sorted(_headers()), pa.string())
    hits = filled = pa.scalar(0, pa.int32())
    for column in rows.columns:
        text = pc.fill_null(pc.utf8_trim_whitespace(column), "")
        hits = pc.add(hits, pc.is_in(text, value_set=known).cast(pa.int32()))
        filled = pc.add(filled, pc.not_equal(text, "").cast(pa.int32()))
    likely = pc.and_(pc.greater_equal(hits, _KNOWN), pc.greater(pc.multiply(hits, 2), filled))
    return list(pc.indices_nonzero(likely).to_pylist())


@cache
def _headers() -> frozenset[str]:
    """Every word that names a field, as people write it."""
    return frozenset(word for name in COLLECTIONS for field in fields(name).values() for word in field.own_headers)


def _row(rows: pa.Table, place: int) -> list[str | None]:
    return [column[place].as_py() for column in rows.columns]


def _filled(row: Texts) -> int:
    return sum(1 for text in row if text and text.strip())


def _rows(grid: Grid, rows: pa.Table, first: int, end: int) -> Grid:
    """The rows of a grid from `first` up to `end`, at their old addresses."""
    top = grid.first_row + first
    errors = tuple(error for error in grid.errors if top <= error.row < grid.first_row + end)
    return replace(grid, first_row=top, batches=_batches(rows.slice(first, end - first)), errors=errors)


def _batches(rows: pa.Table) -> tuple[pa.RecordBatch, ...]:
    return tuple(rows.combine_chunks().to_batches())


def _beside(grid: Grid) -> Iterator[tuple[Grid, str]]:
    """The tables beside each other: where the words that a header begins with come again, another table begins."""
    starts = [0, *_repeats(_top(grid)), len(grid.columns)]
    if len(starts) == 2:  # noqa: PLR2004 - one table from its first to its last column
        yield grid, ""
        return
    for first, end in pairwise(starts):
        part = _columns(grid, first, end)
        name = f"{a1.letters(part.columns[0])}:{a1.letters(part.columns[-1])}" if first else ""
        yield part, name


def _top(grid: Grid) -> tuple[str, ...]:
    """The names of the columns, by the first rows of a grid."""
    batch = next(iter(grid.batches)).slice(0, headers.SCAN)
    rows = [list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)]
    found = headers.find_header(rows, {})
    return tuple(text or "" for text in rows[found[1]]) if found else ()


def _repeats(names: Sequence[str]) -> list[int]:
    """Where the first known words of a header come again, a person's name among them."""
    words = [normal(name) for name in names]
    known = [place for place, word in enumerate(words) if word and _known(word)]
    if len(known) < 2 * _KNOWN:
        return []
    one, two = known[0], known[1]
    if words[one] == words[two] or not any(_names_somebody(words[place]) for place in (one, two)):
        return []
    return [
        place
        for place, following in pairwise(known[2:])
        if (words[place], words[following], following - place) == (words[one], words[two], two - one)
    ]


def _known(word: str) -> bool:
    return any(known_header(name, word) for name in COLLECTIONS)


def _names_somebody(word: str) -> bool:
    field = known_header("customers", word)
    return field is not None and field.name == "name"


def _columns(grid: Grid, first: int, end: int) -> Grid:
    """Some columns of a grid, at their old addresses."""
    columns = grid.columns[first:end]
    batches: Iterable[pa.RecordBatch] = grid.batches
    cut = tuple(batch.select(list(range(first, end))) for batch in batches)
    errors = tuple(error for error in grid.errors if error.column in columns)
    return replace(grid, columns=columns, batches=cut, errors=errors)

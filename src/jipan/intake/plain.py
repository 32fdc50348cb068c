"""Which texts of a column stand for themselves: found for all of them at once, so that only the others are read one by one."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from jipan.kinds import Kind
from jipan.kinds.kind import CheckDigit

_FEW = 5_000
"""Fewer texts are sooner read one by one than numpy is loaded to work out their check digits."""


def standing(texts: pa.StringArray, kind: Kind) -> pa.BooleanArray | None:
    """True where a text is its own value; None for a kind that has no plain texts."""
    if kind.plain is None:
        return None
    plain = pc.fill_null(pc.match_substring_regex(texts, f"^(?:{kind.plain.pattern})$"), fill_value=False)
    if kind.plain.but:
        plain = pc.and_not(plain, pc.is_in(texts, value_set=pa.array(sorted(kind.plain.but), pa.string())))
    return _checked(texts, plain, kind.plain.check) if kind.plain.check else plain


def _checked(texts: pa.StringArray, plain: pa.BooleanArray, check: CheckDigit) -> pa.BooleanArray:
    """Those whose check digit fits as well. All plain texts of such a kind have one length, in signs and in bytes."""
    chosen = texts.filter(plain)
    if len(chosen) < _FEW:
        return pc.and_(plain, pa.scalar(value=False))
    import numpy as np

    signs = np.frombuffer("".join(chosen.to_pylist()).encode(), dtype=np.uint8).reshape(len(chosen), -1)
    values = np.frombuffer(check.values, dtype=np.uint8)[signs].astype(np.int64)
    due = np.frombuffer(check.digits.encode(), dtype=np.uint8)[
        values[:, : len(check.weights)] @ np.array(check.weights) % len(check.digits)
    ]
    fits = (due == signs[:, check.place]).tolist()  # a list, because an import's Arrow may do without numpy
    return _scatter(plain, pa.array(fits, pa.bool_()))


def _scatter(flags: pa.BooleanArray, kept: pa.BooleanArray) -> pa.BooleanArray:
    """The flags, of which the set ones stay only where `kept`, one value for each of them, says so."""
    return pc.replace_with_mask(flags, flags, kept)


def merged(texts: pa.StringArray, plain: pa.BooleanArray, read: pa.Array, signs: int | None) -> pa.Array:
    """The plain texts, or their first `signs`, as values; those that were read for the others in their places."""
    own = texts
    if signs is not None:
        own = pc.utf8_slice_codeunits(pc.if_else(plain, texts, None), 0, signs).cast(read.type)
    return pc.replace_with_mask(own, pc.invert(plain), read)

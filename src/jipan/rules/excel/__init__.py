"""Rule books as workbooks: a sheet per rating, and sheets for numbers, facts, levels, cadences, measures and tests.

A book is written from its tree and read back into one, so that YAML and Excel say the same in the same words; only
comments are not carried.
"""

from __future__ import annotations

from jipan.rules.excel.reading import read
from jipan.rules.excel.writing import pages

__all__ = ["pages", "read"]

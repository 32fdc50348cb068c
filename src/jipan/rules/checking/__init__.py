"""What is wrong with a rule book although it can be read: gaps, dead rows, tests that never hold, and more.

A finding is shown with an example customer, found by trying one value out of every part that the tests of a column
make of it. Columns are taken as independent of each other.
"""

from __future__ import annotations

from jipan.rules.checking.checks import check
from jipan.rules.checking.finding import Finding, Severity

__all__ = ["Finding", "Severity", "check"]

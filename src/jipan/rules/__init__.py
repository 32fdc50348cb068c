"""Rule books: what a shop calls its customers, when it contacts whom, and why."""

from __future__ import annotations

from jipan.rules.book import Book, Case, Number
from jipan.rules.forms import Fact, Rating
from jipan.rules.load import load, loads, says
from jipan.rules.plans import Cadence, Desk, Level, Measure

__all__ = ["Book", "Cadence", "Case", "Desk", "Fact", "Level", "Measure", "Number", "Rating", "load", "loads", "says"]

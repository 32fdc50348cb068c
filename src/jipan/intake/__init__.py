"""Files in, customers out: headers → records → who is this → plan → apply → receipt."""

from __future__ import annotations

from jipan.intake.importing import Clock, NotAList, import_file
from jipan.intake.layout import Wishes
from jipan.intake.mapping import Told, check_clears, check_kind, check_wins, read_mapping
from jipan.intake.receipt import Receipt

__all__ = [
    "Clock",
    "NotAList",
    "Receipt",
    "Told",
    "Wishes",
    "check_clears",
    "check_kind",
    "check_wins",
    "import_file",
    "read_mapping",
]

"""Files in, customers out: headers → records → who is this → plan → apply → receipt."""

from __future__ import annotations

from jipan.intake.importing import Clock, check_kind, import_file
from jipan.intake.layout import Wishes
from jipan.intake.mapping import read_mapping
from jipan.intake.receipt import Receipt

__all__ = ["Clock", "Receipt", "Wishes", "check_kind", "import_file", "read_mapping"]

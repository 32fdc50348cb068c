"""Whom to contact today and why: planned whenever asked, never stored."""

from __future__ import annotations

from jipan.followups.calendar import Calendar
from jipan.followups.callsheets import as_json, listing, of_each, remembering, sheet
from jipan.followups.due import Due, parse_due
from jipan.followups.events import events
from jipan.followups.gathering import Pick
from jipan.followups.keys import key
from jipan.followups.past import Period, known_in_the_morning
from jipan.followups.planning import Agenda, Counts, Drawn, by_adviser, draw, plan
from jipan.followups.tasks import Reason, Talk, Task
from jipan.followups.unplanned import Neglect, unplanned

__all__ = [
    "Agenda",
    "Calendar",
    "Counts",
    "Drawn",
    "Due",
    "Neglect",
    "Period",
    "Pick",
    "Reason",
    "Talk",
    "Task",
    "as_json",
    "by_adviser",
    "draw",
    "events",
    "key",
    "known_in_the_morning",
    "listing",
    "of_each",
    "parse_due",
    "plan",
    "remembering",
    "sheet",
    "unplanned",
]

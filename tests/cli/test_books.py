"""`jipan rules …` as a sales manager uses it."""

from __future__ import annotations

from pathlib import Path

BROKEN = Path(__file__).parents[1] / "rules" / "broken"


def test_a_sound_book_passes_and_a_broken_one_exits_with_4(jipan, dealer):
    sound = jipan("rules", "check", "rules.yaml")
    assert (sound.code, sound.out) == (0, "")
    assert "nothing wrong" in sound.err
    broken = jipan("rules", "check", BROKEN / "boundary_twice.yaml", lang="zh")
    assert broken.code == 4
    assert broken.out.splitlines()[0].startswith("boundary_twice.yaml:8:9: 错误：第1行（银）和第2行（金）重叠")
    assert "例如：保有台数 = 10" in broken.out


def test_warnings_alone_do_not_fail(jipan):
    said = jipan("rules", "check", BROKEN / "numbers.yaml", "--format", "json")
    assert said.code == 0
    assert {finding["severity"] for finding in said.json()} == {"warning"}


def test_a_book_that_cannot_be_read_names_its_faults(jipan):
    said = jipan("rules", "check", BROKEN / "cadence_for_no_class.yaml")
    assert said.code == 4
    assert "cadence_for_no_class.yaml:8:32" in said.err


def test_without_a_book_the_one_in_use_is_checked(jipan, dealer):
    assert jipan("rules", "check").err.startswith(str(dealer / "rules.yaml"))

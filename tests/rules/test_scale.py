"""One book, three engines: pandas, DuckDB and Spark give every customer the same classes by the same rows."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from forms import of_every_form

import jipan
from jipan import spark as on_spark
from jipan.errors import BadRules
from jipan.models import COLLECTIONS
from jipan.rules.resolve import pack_names

DAY = dt.date(2026, 11, 21)
QUICK = {
    "spark.master": "local[2]",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""For so few customers compiling would take longer than computing."""

STANDARD = jipan.Rulebook.load("standard")
RULEBOOKS = {pack: jipan.Rulebook.load(pack) for pack in pack_names()}
DIFFERENT = of_every_form({pack: rulebook.book for pack, rulebook in RULEBOOKS.items()})
"""An engine takes long to plan a rating, whatever its numbers are: of those that are made alike one is tried."""


def rows(records):
    return {(row["customer"], row["rating"], row["class"], int(row["row"])) for row in records}


@pytest.fixture(scope="module")
def tables(example):
    """Every collection of the example as an Arrow table."""
    frames = example.tables(DAY)
    return {name: frames[name].collect("pyarrow").to_native() for name in COLLECTIONS}


@pytest.fixture(scope="module")
def expected(example):
    """What DuckDB says, by pack; each pack is worked out once."""
    found = {}

    def ask(pack):
        if pack not in found:
            relation = RULEBOOKS[pack].apply(example.tables(DAY), today=DAY, ratings=DIFFERENT[pack])
            found[pack] = rows(relation.to_arrow_table().to_pylist())
        return found[pack]

    return ask


@pytest.mark.parametrize("pack", DIFFERENT)
def test_pandas_says_what_duckdb_says(pack, tables, expected):
    frames, ratings = {name: table.to_pandas() for name, table in tables.items()}, DIFFERENT[pack]
    frame = RULEBOOKS[pack].apply(frames, today=DAY, ratings=ratings)
    assert rows(frame.to_dict("records")) == expected(pack)
    assert len(expected(pack)) > len(ratings)


@pytest.fixture(scope="module")
def session(tables, tmp_path_factory):
    """Spark on this machine, and a folder with the tables as Parquet."""
    pytest.importorskip("pyspark", reason="pyspark is missing: install jipan[spark]")
    if shutil.which("java") is None:
        pytest.skip("Java is missing: Spark cannot be tried here")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("parquet")
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    builder = SparkSession.builder.appName("jipan tests")
    for name, value in {**on_spark.CONFIG, **QUICK}.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("OFF")
    yield made, folder
    made.stop()


@pytest.mark.filterwarnings("ignore")  # what Spark thinks of this machine is not our business
@pytest.mark.parametrize("pack", DIFFERENT)
def test_spark_says_what_duckdb_says(pack, session, expected):
    spark, folder = session
    tables, keep = on_spark.read(spark, str(folder)), lambda frame: on_spark.kept(frame, [])
    found = RULEBOOKS[pack].apply(tables, today=DAY, ratings=DIFFERENT[pack], keep=keep)
    assert rows(row.asDict() for row in found.collect()) == expected(pack)


def test_on_a_cluster_faults_are_told_in_sentences():
    with pytest.raises(BadRules) as caught:
        jipan.Rulebook.load(Path(__file__).parent / "broken" / "rating_in_a_circle.yaml")
    circle, name, count = on_spark.told(caught.value, "zh")
    assert circle.startswith("rating_in_a_circle.yaml:4:3: 互相引用成了圈")
    assert name.endswith("是不是“保有台数”？")
    assert count == "规则有 2 处错误"


def test_what_has_nothing_to_go_by_is_left_out_as_a_run_leaves_it_out(tables):
    few = {"customers": tables["customers"], "vehicles": tables["vehicles"]}
    given = {row["rating"] for row in STANDARD.apply(few, today=DAY).to_pylist()}
    assert given == {"churn", "relation"}
    asked = STANDARD.apply(few, today=DAY, ratings=["abc"]).to_pylist()
    assert {row["class"] for row in asked} == {"C"}

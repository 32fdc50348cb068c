"""A rule book over Parquet with Apache Spark: `python -m jipan.spark BOOK TABLES OUT`, or spark-submit.

TABLES is a folder with a Parquet file or folder for each collection (`customers`, `vehicles`, `visits` …); OUT gets
`classes`, a row for every class that a customer has.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from typing import TYPE_CHECKING, Any

import narwhals as nw

from jipan.errors import BadFile, BadRules, JipanError
from jipan.models import COLLECTIONS
from jipan.rulebook import Rulebook
from jipan.rules.reading import describe
from jipan.words import LANGS, Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import SparkSession


CONFIG = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.CollapseProject",
}
"""What jipan needs of a session: days are days, whatever zone the machines stand in; and facts that rest on facts stay
steps: put into one another they grow beyond any memory."""


def main(argv: Sequence[str] | None = None) -> int:
    """Rate customers on a cluster; the exit code."""
    said = _arguments().parse_args(argv)
    spark = _session()
    try:
        tables = read(spark, said.tables)
        rate(tables, Rulebook.load(said.book, Rulebook.kinds_in(tables)), said.out, said.today)
    except JipanError as error:
        sys.stderr.write("".join(f"{line}\n" for line in told(error, said.lang)))
        return error.exit_code
    finally:
        spark.stop()
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jipan.spark", description=__doc__)
    parser.add_argument("book", help="a rule book (.yaml, .xlsx) or the name of a pack")
    parser.add_argument("tables", help="the folder of the collections: a path or a URL that Spark can read")
    parser.add_argument("out", help="the folder for `classes`")
    parser.add_argument("--lang", choices=LANGS, default=_lang(), help="the language of what is said")
    parser.add_argument("--today", type=dt.date.fromisoformat, default=dt.date.today(), help="the day to rate on")
    return parser


def _lang() -> Lang:
    stated = os.environ.get("JIPAN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if stated.startswith("zh") else "en"


def told(error: JipanError, lang: Lang) -> list[str]:
    """What went wrong, in sentences; of a book every fault with its place."""
    faults = error.faults if isinstance(error, BadRules) else ()
    said = [f"{fault.place}: {describe(fault, lang)}" for fault in faults]
    return [*said, say(f"error.{error.code}", lang, **error.facts)]


def _session() -> SparkSession:
    """The session that spark-submit prepared, else one on this machine. Days have no time zone."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("jipan")
    for name, value in CONFIG.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def rate(tables: dict[str, Any], rulebook: Rulebook, out: str, today: dt.date) -> None:
    """Write `classes`."""
    frames: list[Any] = []
    classes = rulebook.apply(tables, today=today, keep=lambda frame: kept(frame, frames))
    classes.write.mode("overwrite").partitionBy("rating").parquet(f"{out.rstrip('/')}/classes")
    for frame in frames:
        frame.unpersist()


def kept(frame: nw.LazyFrame[Any], frames: list[Any]) -> nw.LazyFrame[Any]:
    """Every rating is read from the wide frame: it stays with the workers, on their disks where it must."""
    from pyspark import StorageLevel

    frames.append(frame.to_native().persist(StorageLevel.MEMORY_AND_DISK))
    made: nw.LazyFrame[Any] = nw.from_native(frames[-1])
    return made


def read(spark: SparkSession, folder: str) -> dict[str, Any]:
    """Collection → DataFrame, for every collection that lies in a folder as `visits` or `visits.parquet`.

    Raises BadFile where there are no customers.
    """
    paths = {name: f"{folder.rstrip('/')}/{name}{suffix}" for suffix in ("", ".parquet") for name in COLLECTIONS
             if _exists(spark, f"{folder.rstrip('/')}/{name}{suffix}")}  # fmt: skip
    if "customers" not in paths:
        raise BadFile("no_customers_table", path=folder)
    return {name: spark.read.parquet(path) for name, path in paths.items()}


def _exists(spark: SparkSession, path: str) -> bool:
    """Asked of the file system that the path names: this machine's, HDFS, an object store."""
    java: Any = spark._jvm  # noqa: SLF001 - Spark has no public way to ask
    where = java.org.apache.hadoop.fs.Path(path)
    return bool(where.getFileSystem(spark._jsc.hadoopConfiguration()).exists(where))  # noqa: SLF001


if __name__ == "__main__":
    sys.exit(main())

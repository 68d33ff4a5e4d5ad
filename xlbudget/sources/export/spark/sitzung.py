"""A Spark session: the one that runs already, or one of our own; what is missing is said with how to install it."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from xlbudget.errors import EingabeError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_OHNE = "Oder ohne --rechner spark rechnen."
_EIGENE = {"spark.app.name": "xlbudget", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
_EINSTELLUNGEN = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.legacy.javaCharsets": "true",  # Windows-1252 and the like
    "spark.sql.legacy.codingErrorAction": "true",  # what is no character becomes U+FFFD and is looked for
    # a condition moved down takes all expressions below with it, over and over: planning took longer than reading
    "spark.sql.optimizer.excludedRules": ",".join(
        f"org.apache.spark.sql.catalyst.optimizer.{regel}"
        for regel in ("PushDownPredicates", "InferFiltersFromGenerate", "InferFiltersFromConstraints")
    ),
}
"""What the figures and the time depend on, whatever a cluster has set otherwise."""


@contextmanager
def spark_session() -> Iterator[SparkSession]:
    """A session whose settings are nobody else's. Raises EingabeError (German) if Spark cannot be started."""
    if grund := missing():
        raise EingabeError(f"{grund}. {_OHNE}")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")  # none of it is used
        from pyspark.sql import SparkSession

        laufende = SparkSession.getActiveSession()
        session = laufende or _started()
        try:
            eigene = cast("SparkSession", session.newSession())
            for name, wert in _EINSTELLUNGEN.items():
                eigene.conf.set(name, wert)
            # lines are numbered by the parts that files are read in: these must not change as machines come and go
            eigene.conf.set("spark.sql.files.minPartitionNum", str(max(2, session.sparkContext.defaultParallelism)))
            yield eigene
        finally:
            if laufende is None:
                session.stop()


def _started() -> SparkSession:
    """A new session where Spark's own settings say: this machine with all its cores, or a cluster."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    conf = SparkConf()
    for name, wert in _EIGENE.items():
        conf.setIfMissing(name, wert)
    conf.setIfMissing("spark.master", "local[*]")
    with tempfile.TemporaryFile() as ausgabe:  # what Java and Spark print while they start is of use only if they fail
        try:
            gateway = launch_gateway(conf, {"stderr": ausgabe})
            kontext = SparkContext(gateway=gateway, conf=conf)
        except (PySparkException, OSError) as error:
            raise EingabeError(_not_started(ausgabe)) from error
    kontext.setLogLevel("ERROR")
    return SparkSession(kontext)


def missing() -> str | None:
    """What has to be installed for Spark, and how; None where all is there."""
    if find_spec("pyspark") is None:
        return "Für --rechner spark fehlt ein Paket: pip install 'xlbudget[spark]'"
    home = os.environ.get("JAVA_HOME")
    if home and not any(Path(home, "bin", name).exists() for name in ("java", "java.exe")):
        return (
            f"Für --rechner spark fehlt Java: JAVA_HOME zeigt auf {home}, dort gibt es kein bin/java. Die Angabe "
            "berichtigen oder löschen"
        )
    if not home and shutil.which("java") is None:
        return (
            "Für --rechner spark fehlt Java ab Version 17: unter Debian und Ubuntu apt-get install "
            "openjdk-17-jre-headless (oder openjdk-21-jre-headless), sonst eine Laufzeit von adoptium.net"
        )
    return None


def _not_started(ausgabe: BinaryIO) -> str:
    ausgabe.seek(0)
    text = ausgabe.read(2**20).decode(errors="replace")
    if "UnsupportedClassVersionError" in text:
        return (
            "Für --rechner spark ist das Java zu alt, gebraucht wird Version 17 oder neuer: unter Debian und Ubuntu "
            "apt-get install openjdk-17-jre-headless (oder openjdk-21-jre-headless), und JAVA_HOME darauf zeigen "
            f"lassen. {_OHNE}"
        )
    zeilen = [zeile.strip() for zeile in text.splitlines() if "Exception" in zeile or "Error" in zeile]
    grund = zeilen[0][:300] if zeilen else "Java hat sich ohne Meldung beendet"
    return f"Spark ließ sich nicht starten ({grund}). Die Einrichtung von Spark prüfen. {_OHNE}"

"""A tree of scans to the tables of amicis, with Spark.

    spark-submit spark_job.py s3a://bucket/scans/ s3a://bucket/lake/ --registry exceptions.toml --as-of 2026-11-23

INPUT and OUTPUT are any paths that Hadoop knows. A folder's files are one unit, so that what stands beside a scan
completes it; where that stands in a folder above, --unit-depth N makes one unit of all that is in a folder N levels
below INPUT. A file that cannot be read is a row of `errors`. A task that is killed is run again by Spark; nothing is
written but by tasks that ended, and a repeated run replaces the days that it read. So give a day's scans together: a
later run with other scans of that day replaces it.
"""

import argparse
import datetime

import amicis
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession, functions as F
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.storagelevel import StorageLevel

TABLES = ("findings", "scans", "errors")
#: The rows of all three tables, each in a column of its own: a unit is read once.
ROWS = pa.schema([pa.field(name, pa.struct(list(pa.schema(amicis.schema(name))))) for name in TABLES])
#: What is alike stands together, and takes a tenth of the space.
ORDER = ("scan_day", "account", "ami_id", "instance_id", "number_sort", "scan_id", "ordinal")


def units(spark: SparkSession, tree: str, depth: int | None, partitions: int) -> DataFrame:
    """Each folder's files with their bytes."""
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(tree).select("path", "content")
    folder = F.regexp_replace("path", "/[^/]*$", "")
    if depth is not None:
        # Below the root, and not above a file's own folder.
        root = spark._jvm.org.apache.hadoop.fs.Path(tree)
        root = root.getFileSystem(spark._jsc.hadoopConfiguration()).makeQualified(root).toUri().getPath()
        scheme, below = "(?:[^:/]+:(?://[^/]*)?)?", f"(?:/[^/]+){{0,{depth}}}"
        within = F.regexp_extract(folder, f"^{scheme}\\Q{root.rstrip('/')}\\E{below}", 0)
        folder = F.when(within != "", within).otherwise(folder)
    files = files.withColumn("folder", folder).repartition(partitions, "folder")
    return files.groupBy("folder").agg(F.sort_array(F.collect_list(F.struct("path", "content"))).alias("files"))


def read_units(registry: amicis.Registry | None, as_of: datetime.date):
    """The function that a task runs: units in, rows out."""

    def read(batches):
        for batch in batches:
            for unit in batch.column("files"):
                files = [(file["path"], file["content"]) for file in unit.as_py()]
                if registry is None:
                    found = amicis.read(files, errors="rows", threads=1)
                else:
                    found = amicis.assess(files, registry, as_of, errors="rows", threads=1)
                yield from rows(found)

    return read


def rows(found: amicis.Findings):
    """Batches of ROWS."""
    for name, table in zip(TABLES, (found, found.scans, found.errors)):
        for batch in pa.table(table).to_batches():
            columns = [
                batch.to_struct_array() if field.name == name else pa.nulls(batch.num_rows, field.type)
                for field in ROWS
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=ROWS)


def write(table: DataFrame, output: str, name: str, mode: str) -> None:
    writer = table.write.partitionBy("scan_day").option("compression", "zstd")
    writer.option("partitionOverwriteMode", mode).mode("overwrite").parquet(f"{output}/v1/{name}")


def once(spark: SparkSession, table: amicis.Table, output: str, name: str, sha256: str) -> None:
    """Adds a version of the registry where it is not there yet."""
    path = spark._jvm.org.apache.hadoop.fs.Path(f"{output}/v1/{name}")
    there = path.getFileSystem(spark._jsc.hadoopConfiguration()).exists(path)
    if there and spark.read.parquet(f"{output}/v1/{name}").where(F.col("registry_sha256") == sha256).limit(1).count():
        return
    schema = from_arrow_schema(pa.schema(table))
    made = spark.createDataFrame(pa.table(table).to_pylist(), schema)
    made.coalesce(1).write.option("compression", "zstd").mode("append").parquet(f"{output}/v1/{name}")


def run(spark, tree, output, registry, as_of, *, depth=None, partitions=64, read=read_units) -> dict[str, int]:
    """Writes the tables; says how many rows each has."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    # Few units are in memory at once.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "8")
    schema = from_arrow_schema(ROWS)
    made = units(spark, tree, depth, partitions).mapInArrow(read(registry, as_of), schema)
    made = made.persist(StorageLevel.DISK_ONLY)
    table = {name: made.where(F.col(name).isNotNull()).select(f"{name}.*") for name in TABLES}
    # A scan that lies in two places is there once.
    findings = table["findings"].repartition("scan_day").dropDuplicates(["scan_day", "scan_id", "ordinal"])
    findings = findings.sortWithinPartitions(*ORDER)
    write(findings, output, "findings", "dynamic")
    scans = table["scans"].repartition("scan_day").dropDuplicates(["scan_day", "scan_id"])
    write(scans.sortWithinPartitions(*ORDER[:4], "scan_id"), output, "scans", "dynamic")
    # The errors are those of the last run.
    write(table["errors"].coalesce(1).sort("path"), output, "errors", "static")
    if registry is not None:
        verdicts = findings.where("spans is not null").withColumn("amicis_version", F.lit(amicis.__version__))
        verdicts = verdicts.select(*amicis.schema("verdicts").columns)
        write(verdicts, output, f"verdicts/registry={registry.sha256[:12]}", "dynamic")
        once(spark, registry.entries, output, "entries", registry.sha256)
        once(spark, registry.versions, output, "registry_versions", registry.sha256)
    counts = {name: table[name].count() for name in TABLES}
    made.unpersist()
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--registry", help="a file or folder that the driver reads")
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=None, help="default: today in UTC")
    parser.add_argument("--unit-depth", type=int, help="folders below INPUT that make a unit (default: each folder)")
    parser.add_argument("--partitions", type=int, default=64, help="tasks; 100 to 500 scans in each are good")
    given = parser.parse_args()
    # One day for all tasks, whenever they run.
    as_of = given.as_of or datetime.datetime.now(datetime.timezone.utc).date()
    registry = amicis.Registry.load(given.registry) if given.registry else None
    spark = SparkSession.builder.appName("amicis").getOrCreate()
    counts = run(
        spark, given.input, given.output.rstrip("/"), registry, as_of, depth=given.unit_depth, partitions=given.partitions
    )
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()

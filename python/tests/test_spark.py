"""A fleet with broken files, read by Spark while its workers are killed: the rows of one process, and none twice."""

import os
import pathlib
import sys
import tempfile
import time
import unittest
import zlib

import amicis
import duckdb
import pyarrow as pa

import fleet
from fleet import AS_OF, REGISTRY

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
sys.path.insert(0, str(EXAMPLES))
#: Workers find the modules of the test, and run this Python.
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), str(EXAMPLES), os.environ.get("PYTHONPATH", "")])
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

SCANS = int(os.environ.get("AMICIS_FLEET", "200"))
BROKEN = max(5, SCANS // 50)


def killed_once(marks: str):
    """As `spark_job.read_units`, in a process that dies the first time that it sees some of the folders."""
    import spark_job

    def reads(registry, as_of):
        inner = spark_job.read_units(registry, as_of)

        def dies(batches):
            for batch in batches:
                for folder in batch.column("folder").to_pylist():
                    mark = pathlib.Path(marks, f"{zlib.crc32(folder.encode())}")
                    if folder.endswith(("3", "50")) and "/00" in folder and len(list(mark.parent.iterdir())) < 4 and not mark.exists():
                        mark.touch()
                        os._exit(137)
                yield batch

        return lambda batches: inner(dies(batches))

    return reads


class Spark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise fleet.skip("there is no pyspark, so nothing was read with Spark") from None
        cls.folder = tempfile.TemporaryDirectory()
        cls.tree = pathlib.Path(cls.folder.name, "scans")
        fleet.make(cls.tree, SCANS, BROKEN)
        begun = time.monotonic()
        cls.found = amicis.assess(cls.tree, REGISTRY, AS_OF, errors="rows", threads=1)
        print(f"{cls.found} in one thread in {time.monotonic() - begun:.1f} s", file=sys.stderr)
        # A task is run again up to seven times.
        builder = SparkSession.builder.master("local[2,8]").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
        cls.spark = builder.config("spark.driver.memory", "2g").getOrCreate()
        cls.spark.sparkContext.setLogLevel("OFF")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.folder.cleanup()

    def run_job(self, tree, output, **how):
        import spark_job

        begun = time.monotonic()
        counts = spark_job.run(
            self.spark, str(tree), str(output), amicis.Registry.load(REGISTRY), AS_OF,
            partitions=max(8, SCANS // 150), **how,
        )
        print(f"{counts} with Spark in {time.monotonic() - begun:.1f} s", file=sys.stderr)
        return counts

    def differ(self, output) -> list[int]:
        """How many rows only one side has, of findings, scans and errors."""
        found = pa.table(self.found)
        tables = {"findings": found, "scans": pa.table(self.found.scans), "errors": pa.table(self.found.errors)}
        differ = []
        for name, own in tables.items():
            asked = duckdb.connect()
            asked.register("own", own)
            # Spark names files by their address; everything else is the same.
            left = {"path", "message"} if name == "errors" else {"path"}
            columns = ", ".join(f'"{column}"' for column in own.column_names if column not in left)
            path = f"replace(regexp_replace(path, '^file:/+', '/'), '//', '/')" if "path" in own.column_names else "0"
            written = f"read_parquet('{output}/v1/{name}/*/*.parquet', hive_partitioning = true)"
            sides = f"select {columns}, {path} from own", f"select {columns}, {path} from {written}"
            for one, other in (sides, sides[::-1]):
                differ.append(asked.sql(f"select count(*) from (({one}) except all ({other}))").fetchall()[0][0])
        return differ

    def test_killed_workers_and_broken_files_lose_and_double_nothing(self):
        self.assertEqual((len(self.found.scans), len(self.found.errors)), (SCANS, BROKEN))
        output = pathlib.Path(self.folder.name, "lake")
        with tempfile.TemporaryDirectory() as marks:
            self.run_job(self.tree, output, read=lambda *given: killed_once(marks)(*given))
            self.assertGreater(len(list(pathlib.Path(marks).iterdir())), 0, "no worker was killed")
        self.assertEqual(self.differ(output), [0] * 6)
        # Again: a repeated run replaces what it wrote.
        self.run_job(self.tree, output)
        self.assertEqual(self.differ(output), [0] * 6)
        versions = duckdb.sql(f"select count(*) from read_parquet('{output}/v1/registry_versions/*.parquet')").fetchall()
        self.assertEqual(versions, [(1,)])
        verdicts = duckdb.sql(f"select count(*) from read_parquet('{output}/v1/verdicts/registry=*/*/*.parquet')").fetchall()
        spans = pa.table(self.found)["spans"]
        self.assertEqual(verdicts, [(len(spans) - spans.null_count,)])

    def test_what_stands_above_is_of_its_unit(self):
        tree, output = pathlib.Path(self.folder.name, "above"), pathlib.Path(self.folder.name, "lake-above")
        unit = fleet.inspector(1)
        (tree / "run" / "i-1").mkdir(parents=True)
        (tree / "run" / "list-cis-scans.json").write_text(unit["list-cis-scans.json"])
        (tree / "run" / "i-1" / "details.json").write_text(unit["details.json"])
        self.run_job(tree, output, depth=1)
        days = duckdb.sql(f"select distinct scan_day::text from read_parquet('{output}/v1/scans/*/*.parquet')").fetchall()
        self.assertEqual(days, [("2026-11-16",)])


if __name__ == "__main__":
    unittest.main()

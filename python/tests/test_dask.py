"""The job for Dask writes the rows of one process, and the same again."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import amicis
import duckdb
import pyarrow as pa

import fleet
from fleet import AS_OF, REGISTRY

JOB = pathlib.Path(__file__).resolve().parents[1] / "examples" / "dask_job.py"


class Dask(unittest.TestCase):
    def test_the_job_writes_every_row_once_however_often_it_runs(self):
        try:
            import dask.bag  # noqa: F401
        except ImportError:
            raise fleet.skip("there is no Dask, so nothing was read with it") from None
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            fleet.make(root / "scans", 120, 3)
            found = amicis.assess(root / "scans", REGISTRY, AS_OF, errors="rows")
            for _ in range(2):
                job = [sys.executable, JOB, root / "scans", REGISTRY, AS_OF, root / "out"]
                done = subprocess.run(job, capture_output=True, text=True, timeout=300)
                self.assertEqual(done.stdout.strip(), f"{len(found)} findings, 3 errors", done.stderr)
            own, asked = pa.table(found), duckdb.connect()
            asked.register("own", own)
            written = f"select * from '{root}/out/findings/*.parquet'"
            for query in (f"from own except all ({written})", f"({written}) except all from own"):
                self.assertEqual(asked.sql(query).fetchall(), [])
            errors = asked.sql(f"select path from '{root}/out/errors/*.parquet' order by all").fetchall()
            self.assertEqual([path for (path,) in errors], sorted(pa.table(found.errors)["path"].to_pylist()))


if __name__ == "__main__":
    unittest.main()

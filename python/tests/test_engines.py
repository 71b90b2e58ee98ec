"""What engines count is what the program says, of samples and of a fleet; and the pages' own lines run."""

import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import amicis
import duckdb
import polars
import pyarrow as pa
import pyarrow.compute as pc

import fleet
from fleet import AS_OF, REGISTRY, SAMPLES

AMI = "ami-0123456789abcdef0"
ORDER = ["open", "lapsed", "unverified", "excepted", "attested", "passed", "informational", "not-applicable", "not-selected"]


def program(*arguments) -> bytes:
    """What the program prints."""
    path = os.environ.get("AMICIS")
    if path is None:
        raise fleet.skip("AMICIS does not name the program, so nothing is held against it")
    done = subprocess.run([path, *map(str, arguments)], capture_output=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return done.stdout


def reported(path, *arguments) -> dict[str, int]:
    """How many recommendations of all images have each disposition, as the report says."""
    report = json.loads(program("report", path, "-r", REGISTRY, "--as-of", AS_OF, "--to", "json", *arguments))
    counts = collections.Counter()
    for image in report["images"]:
        counts.update({name.replace("_", "-"): count for name, count in image["counts"].items() if name != "total"})
    return {name: count for name, count in counts.items() if count}


def folded(found) -> list[dict[str, int]]:
    """The same from the findings, as DuckDB, polars and pyarrow count: the worst check of each recommendation."""
    words = ", ".join(f"'{word}'" for word in ORDER)
    query = f"""
        with worst as (
            select min(list_position([{words}], disposition)) as place from found where set_aside is null
            group by coalesce(ami_id, scan_id), recommendation_key)
        select [{words}][place], count(*) from worst group by all"""
    by_duckdb = dict(duckdb.connect().sql(query).fetchall())
    frame = polars.DataFrame(found).filter(polars.col("set_aside").is_null())
    place = polars.col("disposition").replace_strict(ORDER, list(range(len(ORDER))))
    image = polars.coalesce("ami_id", "scan_id").alias("image")
    worst = frame.group_by(image, "recommendation_key").agg(place.min().alias("place"))
    by_polars = {ORDER[place]: count for place, count in worst.group_by("place").len().iter_rows()}
    table = pa.table(found)
    table = table.filter(pc.is_null(table["set_aside"]))
    places = pa.array([ORDER.index(word) for word in table["disposition"].to_pylist()])
    table = table.append_column("place", places).append_column("image", pc.coalesce(table["ami_id"], table["scan_id"]))
    worst = table.group_by(["image", "recommendation_key"]).aggregate([("place", "min")])
    by_pyarrow = dict(collections.Counter(ORDER[place] for place in worst["place_min"].to_pylist()))
    return [by_duckdb, by_polars, by_pyarrow]


class Engines(unittest.TestCase):
    def test_the_fold_of_samples_is_the_reports(self):
        sources = sorted(path for release in ("release-1", "release-2") for path in (SAMPLES / "workshop" / release).iterdir())
        for source in sources:
            with self.subTest(source=source.name):
                found = amicis.assess(source, REGISTRY, AS_OF, ami_id=AMI)
                wanted = reported(source, "--ami-id", AMI)
                self.assertEqual(folded(found), [wanted] * 3)

    def test_two_tools_of_one_image_are_folded_as_the_report_folds_them(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("cis-cat.xml", "openscap.xml"):
                shutil.copy(SAMPLES / "workshop" / "release-1" / name, folder)
            found = amicis.assess(folder, REGISTRY, AS_OF, ami_id=AMI)
            self.assertEqual(folded(found), [reported(folder, "--ami-id", AMI)] * 3)

    def test_a_fleet_is_counted_as_the_report_counts_it_and_is_the_programs_stream(self):
        with tempfile.TemporaryDirectory() as folder:
            fleet.make(pathlib.Path(folder), 60, 0)
            found = amicis.assess(folder, REGISTRY, AS_OF)
            self.assertEqual(len(found.scans), 60)
            self.assertEqual(folded(found), [reported(folder)] * 3)
            stream = program("assess", folder, "-r", REGISTRY, "--as-of", AS_OF, "--to", "arrow")
        # The program's stream is sorted; the module's rows are in the order of the folders.
        key = [("scan_id", "ascending"), ("ordinal", "ascending")]
        sides = [pa.table(found), pa.ipc.open_stream(stream).read_all()]
        self.assertEqual(*(side.take(pc.sort_indices(side.select(["scan_id", "ordinal"]), key)).combine_chunks() for side in sides))
        self.assertEqual(sum(found.counts().values()), len(found))

    def test_a_report_is_the_programs(self):
        release = SAMPLES / "workshop" / "release-1"
        older, newer = release / "cis-cat.xml", SAMPLES / "workshop" / "release-2" / "cis-cat.xml"
        report = amicis.report(newer, REGISTRY, AS_OF, baseline=older)
        arguments = ["report", newer, "-r", REGISTRY, "--as-of", AS_OF, "--baseline", older]
        for to, own in (("json", report.json), ("html", report.html), ("md", report.markdown)):
            self.assertEqual(own.encode(), program(*arguments, "--to", to), to)

    def test_the_version_is_the_programs(self):
        self.assertEqual(program("--version").decode().strip(), f"amicis {amicis.__version__}")

    def test_the_schema_is_that_of_the_tables(self):
        found = amicis.assess(SAMPLES / "workshop" / "release-1" / "cis-cat.xml", REGISTRY, AS_OF)
        for name, table in (("findings", found), ("scans", found.scans), ("errors", found.errors)):
            self.assertEqual(pa.schema(amicis.schema(name)), pa.table(table).schema)
            self.assertEqual(pa.schema(amicis.schema(name)).names, amicis.schema(name).columns)
            self.assertEqual(polars.DataFrame(table).height, len(table))
        with self.assertRaises(ValueError):
            amicis.schema("other")

    def test_a_table_can_be_read_more_than_once_and_outlives_what_it_is_of(self):
        table = pa.table(amicis.read(SAMPLES / "workshop" / "release-1" / "cis-cat.xml").scans)
        found = amicis.read(SAMPLES / "workshop" / "release-1" / "cis-cat.xml")
        first, second = pa.table(found), pa.table(found)
        del found
        self.assertTrue(first.equals(second))
        self.assertEqual(table.num_rows, 1)


class Pages(unittest.TestCase):
    def run_lines(self, page: pathlib.Path) -> str:
        """What the lines of a page print, where scans and registry lie as it says."""
        blocks = page.read_text(encoding="utf-8").split("```python\n")[1:]
        lines = "\n".join(block.split("```")[0] for block in blocks)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(SAMPLES / "workshop" / "release-1", pathlib.Path(folder, "scans"))
            shutil.copy(REGISTRY, folder)
            done = subprocess.run([sys.executable, "-c", lines], cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_lines_of_the_readme_run(self):
        self.assertIn("'excepted':", self.run_lines(pathlib.Path(__file__).parents[1] / "README.md"))

    def test_the_lines_of_the_book_run_and_print_what_stands_beside_them(self):
        page = pathlib.Path(__file__).parents[2] / "book" / "src" / "fleet" / "python.md"
        printed = self.run_lines(page)
        for beside in ("<amicis.Findings: 263 checks of 5 scans, 0 errors>", "cut.xml syntax False"):
            self.assertIn(f"# {beside}\n", page.read_text(encoding="utf-8"))
            self.assertIn(f"{beside}\n", printed)


if __name__ == "__main__":
    unittest.main()

"""Reading and judging: sources, tables, errors."""

import datetime
import json
import pathlib
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import amicis
import pyarrow as pa

from fleet import AS_OF, REGISTRY, SAMPLES, cis_cat, inspector

SCAN = SAMPLES / "workshop" / "release-1" / "cis-cat.xml"
AMI = "ami-0123456789abcdef0"


class Sources(unittest.TestCase):
    def test_a_path_a_list_of_paths_bytes_and_pairs_give_the_same_rows(self):
        def of(source):
            table = pa.table(amicis.read(source))
            return table.drop_columns(["scan_id"]).to_pylist()

        wanted = of(str(SCAN))
        self.assertEqual(len(wanted), 93)
        content = SCAN.read_bytes()
        for source in (SCAN, [SCAN], content, bytearray(content), memoryview(content), {"a.xml": content}, [("a.xml", content)]):
            self.assertEqual(of(source), wanted, type(source))

    def test_the_id_of_a_scan_is_the_same_from_a_path_and_from_bytes(self):
        ids = [pa.table(amicis.read(source).scans)["scan_id"].to_pylist() for source in (SCAN, {"x": SCAN.read_bytes()})]
        self.assertEqual(ids[0], ids[1])

    def test_what_stands_beside_a_scan_completes_it(self):
        unit = {name: text.encode() for name, text in inspector(1).items()}
        whole = pa.table(amicis.read(unit).scans).to_pylist()[0]
        self.assertEqual(str(whole["finished"] or whole["started"])[:10], "2026-11-16")
        alone = pa.table(amicis.read({"details.json": unit["details.json"]}).scans).to_pylist()[0]
        self.assertIsNone(alone["finished"] or alone["started"])

    def test_what_is_no_source_is_told_what_is_one(self):
        for source, error in (
            (7, TypeError),
            (None, TypeError),
            ([], ValueError),
            ("", ValueError),
            ([SCAN, ("a", b"")], TypeError),
            ({"a.xml": "text"}, TypeError),
            ({1: b""}, TypeError),
            ([3], TypeError),
        ):
            with self.subTest(source=source), self.assertRaises(error) as raised:
                amicis.read(source)
            self.assertTrue(str(raised.exception))
        with self.assertRaisesRegex(TypeError, "not bytes: read the file with open"):
            amicis.read({"a.xml": "text"})

    def test_other_arguments_are_held_to_what_they_are(self):
        for known in (
            {"ami_id": "ami-1 or 2"},
            {"account": "12"},
            {"region": "here"},
            {"errors": "ignore"},
            {"threads": 0},
        ):
            with self.subTest(known=known), self.assertRaises(ValueError):
                amicis.read(SCAN, **known)
        with self.assertRaises(TypeError):
            amicis.read(SCAN, keep_going=True)
        for day in ("soon", "2026-13-01", datetime.datetime(2026, 11, 23, 4), 5):
            with self.subTest(day=day), self.assertRaisesRegex(ValueError, "2026-11-23"):
                amicis.assess(SCAN, REGISTRY, day)

    def test_what_is_known_beside_the_files_is_in_the_rows(self):
        known = {"ami_id": AMI, "account": "000000000012", "region": "eu-central-1", "tags": {"family": "node"}}
        row = pa.table(amicis.read(SCAN, **known)).to_pylist()[0]
        self.assertEqual((row["ami_id"], row["account"], row["region"], row["family"]), (AMI, "000000000012", "eu-central-1", "node"))
        inventory = b"hostname,account,family\nip-10-0-21-228.us-west-2.compute.internal,000000000042,web\n"
        row = pa.table(amicis.read(SCAN, inventory=inventory)).to_pylist()[0]
        self.assertEqual((row["account"], row["family"]), ("000000000042", "web"))
        with self.assertRaises(amicis.ReadError):
            amicis.read(SCAN, inventory=b"nothing,known\n1,2\n")

    def test_a_file_may_be_called_as_standard_input_is(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(SCAN, pathlib.Path(folder, "-"))
            done = subprocess.run(
                [sys.executable, "-c", "import amicis; print(len(amicis.read('-')))"],
                cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            )
        self.assertEqual(done.stdout.strip(), "93", done.stderr)


class Errors(unittest.TestCase):
    def test_a_broken_file_is_an_exception_or_a_row_and_the_others_are_whole(self):
        broken = SCAN.read_bytes()[:9000]
        unit = {"good.xml": SCAN.read_bytes(), "cut.xml": broken}
        with self.assertRaises(amicis.ReadError) as raised:
            amicis.read(unit)
        error = raised.exception
        self.assertEqual((error.path, error.code, error.retry), ("cut.xml", "syntax", False))
        self.assertIn("cut.xml:", error.message)
        self.assertIsInstance(error, amicis.Error)
        with self.assertRaisesRegex(amicis.ReadError, "help: ") as raised:
            amicis.read(b"{}")
        self.assertTrue(raised.exception.help)
        found = amicis.read(unit, errors="rows")
        self.assertEqual((len(found), len(found.errors)), (93, 1))
        row = pa.table(found.errors).to_pylist()[0]
        self.assertEqual((row["path"], row["code"], row["message"]), (error.path, error.code, error.message))
        self.assertEqual(set(pa.table(found)["coverage"].to_pylist()), {"full"})

    def test_errors_go_through_pickle(self):
        with self.assertRaises(amicis.ReadError) as raised:
            amicis.read(b"{}")
        again = pickle.loads(pickle.dumps(raised.exception))
        self.assertEqual((type(again), again.__dict__), (amicis.ReadError, raised.exception.__dict__))
        self.assertEqual(str(again), str(raised.exception))

    def test_what_the_machine_refuses_is_an_os_error(self):
        with self.assertRaises(FileNotFoundError) as raised:
            amicis.read("/no/such/scan.xml")
        self.assertEqual(raised.exception.filename, "/no/such/scan.xml")
        with self.assertRaises(FileNotFoundError):
            amicis.assess(SCAN, "/no/such/registry.toml", AS_OF)

    def test_a_registry_is_refused_with_every_problem(self):
        with self.assertRaises(amicis.RegistryError) as raised:
            amicis.Registry.parse("schema = 1\n[[exception]]\nid = 1\n[[exception]]\nrules = []\n", "mine.toml")
        self.assertGreater(len(raised.exception.problems), 1)
        self.assertIn("mine.toml", str(raised.exception))
        with self.assertRaisesRegex(ValueError, "UTF-8"):
            amicis.Registry.parse(b"\xff")

    def test_a_fault_inside_is_an_exception_that_can_be_caught(self):
        with self.assertRaisesRegex(amicis.InternalError, "divide by zero"):
            amicis._amicis._broken()

    def test_hostile_names_stay_names(self):
        for name in ("../../etc/passwd", "a\x1b[31m.xml", "<script>alert(1)</script>", "a\nb", ""):
            found = amicis.read([(name, SCAN.read_bytes())])
            self.assertEqual(pa.table(found.scans)["path"].to_pylist(), [name])
            with self.assertRaises(amicis.ReadError) as raised:
                amicis.read([(name, SCAN.read_bytes()[:9000])])
            self.assertEqual(raised.exception.path, name)
        self.assertEqual(len(amicis.read([("notes.txt", b"words"), ("a.xml", SCAN.read_bytes())]).notes), 1)

    def test_a_unit_without_a_scan_is_an_error_and_no_row(self):
        with self.assertRaises(amicis.ReadError) as raised:
            amicis.read({"notes.txt": b"words"})
        self.assertEqual(raised.exception.code, "no-checks")
        found = amicis.read({"notes.txt": b"words"}, errors="rows")
        self.assertEqual((len(found), len(found.errors), len(found.notes)), (0, 0, 1))


class Work(unittest.TestCase):
    def test_progress_is_told_and_may_end_the_reading(self):
        told = []
        amicis.read([SCAN, SCAN.parent / "openscap.xml"], progress=lambda done, all: told.append((done, all)))
        self.assertEqual(told[-1], (2, 2))

        def enough(done, all):
            raise KeyError("enough")

        with self.assertRaisesRegex(KeyError, "enough"):
            amicis.read(SCAN, progress=enough)

    def test_other_threads_go_on_and_results_are_the_same(self):
        wanted = pa.table(amicis.read(SCAN, threads=1))
        counted, stop = [0], threading.Event()

        def count():
            while not stop.is_set():
                counted[0] += 1
                time.sleep(0)

        counting = threading.Thread(target=count)
        counting.start()
        before = counted[0]
        units = {f"{at}.xml": cis_cat(at)["results.xml"].encode() for at in range(8)}
        found = amicis.read(units, threads=2)
        self.assertGreater(counted[0], before)
        stop.set()
        counting.join()
        self.assertEqual(len(found), 8 * len(wanted))
        made = [None] * 4

        def one(at):
            made[at] = pa.table(amicis.read(SCAN, threads=1))

        readers = [threading.Thread(target=one, args=(at,)) for at in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        self.assertTrue(all(table.equals(wanted) for table in made))

    def test_an_interrupt_ends_the_reading(self):
        code = (
            "import amicis, os, signal, sys, threading, pathlib\n"
            "units = [p for p in pathlib.Path(sys.argv[1]).iterdir()]\n"
            "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
            "try:\n"
            "    while True: amicis.read(units, threads=1)\n"
            "except KeyboardInterrupt: print('interrupted')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(SCAN.parent)], capture_output=True, text=True, timeout=120
        )
        self.assertEqual(done.stdout.strip(), "interrupted", done.stderr)

    @unittest.skipUnless(hasattr(__import__("os"), "fork"), "this system has no fork")
    def test_a_process_that_forks_can_read_before_and_after(self):
        code = (
            "import amicis, multiprocessing, sys\n"
            "def count(path): return len(amicis.read(path))\n"
            "before = count(sys.argv[1])\n"
            "with multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "    print([before] + pool.map(count, [sys.argv[1]] * 4))\n"
        )
        done = subprocess.run([sys.executable, "-c", code, str(SCAN)], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.stdout.strip(), str([93] * 5), done.stderr)


class Registries(unittest.TestCase):
    def test_a_registry_is_given_as_a_path_as_bytes_and_as_itself(self):
        registry = amicis.Registry.load(REGISTRY)
        wanted = amicis.assess(SCAN, registry, AS_OF).counts()
        self.assertIn("excepted", wanted)
        for given in (REGISTRY, str(REGISTRY), REGISTRY.read_bytes(), amicis.Registry.parse(REGISTRY.read_text())):
            self.assertEqual(amicis.assess(SCAN, given, AS_OF).counts(), wanted)
        self.assertEqual(amicis.assess(SCAN, registry, datetime.date(2026, 11, 23)).counts(), wanted)
        with self.assertRaisesRegex(TypeError, "registry"):
            amicis.assess(SCAN, 5, AS_OF)

    def test_the_day_decides(self):
        self.assertNotEqual(amicis.assess(SCAN, REGISTRY, "2036-01-01").counts(), amicis.assess(SCAN, REGISTRY, AS_OF).counts())

    def test_a_registry_goes_through_pickle_without_its_files(self):
        with tempfile.TemporaryDirectory() as folder:
            text = REGISTRY.read_text()
            head, _, rest = text.partition("[[exception]]")
            # The files of a folder are one registry.
            pathlib.Path(folder, "a.toml").write_text(head + "[[exception]]" + rest)
            pathlib.Path(folder, "b.toml").write_text("schema = 1\n")
            registry = amicis.Registry.load(folder)
            pickled = pickle.dumps(registry)
        again = pickle.loads(pickled)
        self.assertEqual((again.sha256, again.path, len(again)), (registry.sha256, registry.path, len(registry)))
        self.assertEqual(amicis.assess(SCAN, again, AS_OF).counts(), amicis.assess(SCAN, registry, AS_OF).counts())

    def test_its_entries_are_a_table(self):
        registry = amicis.Registry.load(REGISTRY)
        entries = pa.table(registry.entries)
        self.assertEqual(entries.num_rows, len(registry))
        self.assertEqual(set(entries["registry_sha256"].to_pylist()), {registry.sha256})
        self.assertEqual(pa.table(registry.versions)["entries"].to_pylist(), [len(registry)])


class Reports(unittest.TestCase):
    def test_a_report_is_a_page_markdown_and_json_and_shows_itself(self):
        report = amicis.report(SCAN, REGISTRY, AS_OF, baseline=SAMPLES / "workshop" / "release-2" / "cis-cat.xml")
        self.assertIsNotNone(json.loads(report.json)["changes"])
        self.assertTrue(report.html.startswith("<!doctype html>") or report.html.startswith("<!DOCTYPE html>"))
        self.assertIn("CIS Amazon Linux 2", report.markdown)
        self.assertEqual(report._repr_markdown_(), report.markdown)

    def test_hostile_text_stays_in_its_frame(self):
        mean = '"></iframe><script>alert(1)</script>&quot; onload=x'
        scan = {
            "format": "amicis/1",
            "scans": [{"benchmark": {"title": mean, "version": "1"}, "coverage": "full",
                       "checks": [{"number": "1.1", "title": mean, "status": "fail", "evidence": mean}]}],
        }
        shown = amicis.report(json.dumps(scan).encode())._repr_html_()
        head, _, page = shown.partition(' srcdoc="')
        self.assertTrue(head.startswith("<iframe sandbox="))
        self.assertNotIn("allow-same-origin", head)
        page, _, tail = page.rpartition('"')
        self.assertEqual(tail, "></iframe>")
        for character in '"<>':
            self.assertNotIn(character, page)

    def test_a_report_is_of_everything_or_raised(self):
        with self.assertRaises(amicis.ReadError):
            amicis.report({"a.xml": SCAN.read_bytes(), "b.xml": SCAN.read_bytes()[:9000]}, REGISTRY, AS_OF)


if __name__ == "__main__":
    unittest.main()

"""The notebook runs over a fleet, and draws."""

import os
import pathlib
import tempfile
import unittest

import fleet

NOTEBOOK = pathlib.Path(__file__).resolve().parents[1] / "examples" / "fleet.ipynb"


class Notebook(unittest.TestCase):
    def test_the_notebook_runs_over_a_fleet(self):
        try:
            import ipykernel, matplotlib, nbclient, nbformat  # noqa: F401
        except ImportError:
            raise fleet.skip("there is no nbclient, so the notebook was not run") from None
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            fleet.make(root / "scans", 60, 2)
            (root / "inventory.csv").write_bytes(fleet.inventory(60))
            os.environ.update(
                FLEET_SCANS=str(root / "scans"), FLEET_REGISTRY=str(fleet.REGISTRY), FLEET_AS_OF=fleet.AS_OF,
                FLEET_INVENTORY=str(root / "inventory.csv"), MPLBACKEND="module://matplotlib_inline.backend_inline",
            )
            book = nbformat.read(NOTEBOOK, as_version=4)
            self.assertFalse(any(cell.get("outputs") for cell in book.cells), "stored outputs")
            nbclient.NotebookClient(book, timeout=120).execute()
        outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
        drawn = [output for output in outputs if "image/png" in output.get("data", {})]
        self.assertEqual(len(drawn), 3)
        shown = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
        self.assertTrue(any(html.startswith("<iframe sandbox=") for html in shown))
        self.assertEqual([output for output in outputs if output.output_type == "error"], [])


if __name__ == "__main__":
    unittest.main()

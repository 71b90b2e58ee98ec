"""The compiled part of the package."""

from typing import Any

from . import Bytes, Day, Path, Source

VERSION: str

class Table:
    """A table of Arrow: pyarrow, polars, DuckDB and others take it as it is."""

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
    def __len__(self) -> int:
        """How many rows it has."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

class Findings:
    """Every check of every scan that was read, as a table of Arrow: the columns of ``findings`` in the book."""

    @property
    def scans(self) -> Table:
        """The table of the scans."""
    @property
    def errors(self) -> Table:
        """The table of what could not be read; empty unless ``errors="rows"``."""
    @property
    def notes(self) -> list[str]:
        """What there is to say about the reading: files that were passed over, rows of an inventory nobody needed."""
    def counts(self) -> dict[str, int]:
        """How many checks have each disposition, worst first; empty where no registry was asked."""
    def __len__(self) -> int:
        """How many checks there are."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

class Registry:
    """An exception registry, read once and asked often. It is pickled by its text."""

    @staticmethod
    def parse(text: str | Bytes, name: str = "<registry>") -> Registry:
        """Reads the text of one file; ``name`` stands for it in messages."""
    @staticmethod
    def load(path: Path) -> Registry:
        """Reads a file, or every ``*.toml`` file below a folder."""
    @property
    def path(self) -> str:
        """The path or name that it was read under."""
    @property
    def entries(self) -> Table:
        """The table of its entries."""
    @property
    def versions(self) -> Table:
        """The table of its one version, this."""
    @property
    def sha256(self) -> str:
        """The SHA-256 that findings name it by."""
    @property
    def warnings(self) -> list[str]:
        """Doubtful places, a sentence each."""
    def __len__(self) -> int:
        """How many entries it has."""

class Report:
    """The report of an image; a notebook shows it as a page in a frame of its own."""

    @property
    def html(self) -> str:
        """The page: one file that fetches nothing."""
    @property
    def markdown(self) -> str:
        """The report as Markdown."""
    @property
    def json(self) -> str:
        """The report as JSON, as ``amicis report --to json`` writes it."""
    def _repr_html_(self) -> str: ...
    def _repr_markdown_(self) -> str: ...

def schema(table: str) -> Table:
    """A table without rows, for its schema: findings, scans, errors, verdicts, entries or registry_versions."""

def read(source: Source, known: dict[str, Any], done: dict[str, Any]) -> Findings: ...
def assess(
    source: Source,
    registry: Registry | Path | Bytes,
    as_of: Day,
    known: dict[str, Any],
    done: dict[str, Any],
) -> Findings: ...
def report(
    source: Source,
    registry: Registry | Path | Bytes | None,
    as_of: Day,
    baseline: Source | None,
    known: dict[str, Any],
    done: dict[str, Any],
) -> Report: ...

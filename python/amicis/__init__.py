"""CIS benchmark scans of machine images, joined with one exception registry, as tables of Arrow.

    >>> import amicis
    >>> findings = amicis.assess("scans/", "exceptions.toml", "2026-11-23")
    >>> findings.counts()

What ``read`` and ``assess`` return goes into pyarrow, polars, DuckDB and pandas without a copy::

    pyarrow.table(findings)
    polars.DataFrame(findings)
    duckdb.sql("select disposition, count(*) from findings group by all")
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Union

from . import _amicis
from ._amicis import VERSION as __version__
from ._amicis import Findings, Registry, Report, Table, schema
from ._errors import Error, InternalError, ReadError, RegistryError

__all__ = [
    "Error",
    "Findings",
    "InternalError",
    "ReadError",
    "Registry",
    "RegistryError",
    "Report",
    "Table",
    "assess",
    "read",
    "report",
    "schema",
]

Path = Union[str, "os.PathLike[str]"]
Bytes = Union[bytes, bytearray, memoryview]
#: A path, several, the bytes of a file, or the names and bytes of the files of one folder.
Source = Union[Path, Bytes, Iterable[Path], Mapping[str, Bytes], Iterable["tuple[str, Bytes]"]]
Day = Union[str, datetime.date, None]
#: Told how many of how many files were read; what it raises ends the reading.
Progress = Callable[[int, int], Any]


def read(
    source: Source,
    *,
    errors: Literal["raise", "rows"] = "raise",
    inventory: Path | Bytes | None = None,
    benchmark: str | None = None,
    ami_id: str | None = None,
    ami_name: str | None = None,
    account: str | None = None,
    region: str | None = None,
    tags: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Reads scans of any format into tables.

    ``source`` is a path or a list of paths (files, folders, archives), the bytes of one file, or the files of one
    folder as a mapping or a list of ``(name, bytes)``: those are one unit, and what stands beside a scan completes it.

    ``errors="rows"`` makes a row of ``Findings.errors`` of each file that cannot be read; the others are whole.

    ``inventory`` is what is known of many scans, a path or bytes of CSV or JSON; ``benchmark`` such as
    ``"CIS Amazon Linux 2 Benchmark 2.0.0"`` goes over what scans say; the others are for scans that do not say.

    ``threads`` are as many as the machine has where none are given; in a worker of Spark or Dask give 1.
    ``progress(done, all)`` is called some times a second, in the thread that called.

    Raises ``ReadError`` for a file that is no scan or a broken one, ``OSError`` for one that cannot be opened,
    ``ValueError`` and ``TypeError`` for arguments that are none.
    """
    return _amicis.read(
        source,
        _known(inventory, benchmark, ami_id, ami_name, account, region, tags),
        {"errors": errors, "threads": threads, "progress": progress},
    )


def assess(
    source: Source,
    registry: Registry | Path | Bytes,
    as_of: Day = None,
    *,
    errors: Literal["raise", "rows"] = "raise",
    inventory: Path | Bytes | None = None,
    benchmark: str | None = None,
    ami_id: str | None = None,
    ami_name: str | None = None,
    account: str | None = None,
    region: str | None = None,
    tags: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Reads scans as ``read`` does, and joins every check with the exception registry.

    ``registry`` is a ``Registry``, a path (a file or a folder), or the bytes of a file. ``as_of`` is the day that
    decides what is in force, a date or a text such as ``"2026-11-23"``; today in UTC where none is given.

    Raises what ``read`` raises, and ``RegistryError`` with every problem of the registry.
    """
    return _amicis.assess(
        source,
        registry,
        as_of,
        _known(inventory, benchmark, ami_id, ami_name, account, region, tags),
        {"errors": errors, "threads": threads, "progress": progress},
    )


def report(
    source: Source,
    registry: Registry | Path | Bytes | None = None,
    as_of: Day = None,
    baseline: Source | None = None,
    *,
    inventory: Path | Bytes | None = None,
    benchmark: str | None = None,
    ami_id: str | None = None,
    ami_name: str | None = None,
    account: str | None = None,
    region: str | None = None,
    tags: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Makes the report of an image, as ``amicis report`` does; a notebook shows it.

    Without a registry every failure is open. ``baseline`` is the last release, for what changed: its bundle, or its
    scans. A report is of everything that was given: a file that cannot be read is raised.
    """
    return _amicis.report(
        source,
        registry,
        as_of,
        baseline,
        _known(inventory, benchmark, ami_id, ami_name, account, region, tags),
        {"errors": "raise", "threads": threads, "progress": progress},
    )


def _known(
    inventory: Path | Bytes | None,
    benchmark: str | None,
    ami_id: str | None,
    ami_name: str | None,
    account: str | None,
    region: str | None,
    tags: Mapping[str, str] | None,
) -> dict[str, Any]:
    return {
        "inventory": inventory,
        "benchmark": benchmark,
        "ami_id": ami_id,
        "ami_name": ami_name,
        "account": account,
        "region": region,
        "tags": None if tags is None else dict(tags),
    }

"""The findings of a tree of scans, with Dask: dask_job.py TREE REGISTRY AS_OF OUTPUT. A repeated run replaces its own files."""

import hashlib
import pathlib
import sys

import amicis
import dask.bag
import pyarrow
import pyarrow.parquet


def write(folders, registry, as_of, output):
    """The findings and errors of some folders, each a unit; the files' name is that of the folders."""
    units = [[(str(file), file.read_bytes()) for file in sorted(folder.iterdir()) if file.is_file()] for folder in folders]
    found = [amicis.assess(unit, registry, as_of, errors="rows", threads=1) for unit in units]
    name = hashlib.sha256("\n".join(map(str, folders)).encode()).hexdigest()[:16]
    for table, parts in (("findings", found), ("errors", [one.errors for one in found])):
        rows = pyarrow.concat_tables(map(pyarrow.table, parts))
        pyarrow.parquet.write_table(rows, f"{output}/{table}/part-{name}.parquet", compression="zstd")
    return sum(map(len, found)), sum(len(one.errors) for one in found)


if __name__ == "__main__":
    tree, registry, as_of, output = sys.argv[1:]
    folders = sorted({file.parent for file in pathlib.Path(tree).rglob("*") if file.is_file()})
    parts = [folders[at : at + 100] for at in range(0, len(folders), 100)]
    for table in ("findings", "errors"):
        pathlib.Path(output, table).mkdir(parents=True, exist_ok=True)
    bag = dask.bag.from_sequence(parts, partition_size=1).map(write, amicis.Registry.load(registry), as_of, output)
    findings, errors = map(sum, zip(*bag.compute(scheduler="processes")))
    print(f"{findings} findings, {errors} errors")

"""The findings of a tree of scans, with Dask: dask_job.py TREE REGISTRY AS_OF OUTPUT. A repeated run replaces its own files."""

import hashlib, pathlib, sys

import amicis, dask.bag, pyarrow, pyarrow.parquet


def write(folders, registry, as_of, output):
    units = [[(str(file), file.read_bytes()) for file in sorted(folder.iterdir()) if file.is_file()] for folder in folders]
    found = [pyarrow.table(amicis.assess(unit, registry, as_of, errors="rows", threads=1)) for unit in units if unit]
    name = hashlib.sha256("\n".join(map(str, folders)).encode()).hexdigest()[:16]
    pyarrow.parquet.write_table(pyarrow.concat_tables(found), f"{output}/part-{name}.parquet", compression="zstd")
    return sum(map(len, found))


if __name__ == "__main__":
    tree, registry, as_of, output = sys.argv[1:]
    folders = sorted({file.parent for file in pathlib.Path(tree).rglob("*") if file.is_file()})
    parts = [folders[at : at + 100] for at in range(0, len(folders), 100)]
    pathlib.Path(output).mkdir(parents=True, exist_ok=True)
    bag = dask.bag.from_sequence(parts, partition_size=1).map(write, amicis.Registry.load(registry), as_of, output)
    print(sum(bag.compute(scheduler="processes")), "findings")

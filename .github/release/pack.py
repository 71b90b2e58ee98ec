"""Packs a folder as .tar.gz or .zip with one order, owner and time: equal files give equal bytes on every system.

usage: pack.py PARENT NAME ARCHIVE YYYY-MM-DD
"""

import datetime
import gzip
import os
import sys
import tarfile
import zipfile


def members(parent, name):
    """The paths of a folder and of all in it, in one order, as an archive names them."""
    yield name
    for folder, folders, files in os.walk(os.path.join(parent, name)):
        folders.sort()
        for entry in sorted(folders + files):
            yield os.path.relpath(os.path.join(folder, entry), parent).replace(os.sep, "/")


def mode(path):
    """The rights of a member: those of a program, or of a file. Others of this machine are nobody's business."""
    return 0o755 if os.path.isdir(path) or os.access(path, os.X_OK) else 0o644


def as_tar(parent, names, archive, day):
    moment = int(day.timestamp())
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=moment) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in names:
                path = os.path.join(parent, name)
                member = tar.gettarinfo(path, name)
                member.uid = member.gid = 0
                member.uname = member.gname = "root"
                member.mtime, member.mode = moment, mode(path)
                if member.isdir():
                    tar.addfile(member)
                else:
                    with open(path, "rb") as file:
                        tar.addfile(member, file)


def as_zip(parent, names, archive, day):
    with zipfile.ZipFile(archive, "w") as packed:
        for name in names:
            path = os.path.join(parent, name)
            if os.path.isdir(path):
                continue
            member = zipfile.ZipInfo(name, day.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = 3, mode(path) << 16
            with open(path, "rb") as file:
                packed.writestr(member, file.read(), compresslevel=9)


def main():
    parent, name, archive, day = sys.argv[1:]
    day = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    pack = as_zip if archive.endswith(".zip") else as_tar
    pack(parent, list(members(parent, name)), archive, day)
    print(archive)


main()

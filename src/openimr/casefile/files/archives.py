"""ZIP archives: each member unpacked piece by piece and counted while it grows."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from openimr.casefile.files.filetypes import MAX_ZIP_DIRECTORY, zip_directory_bytes
from openimr.casefile.files.tray import Tray

_CHUNK = 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


def unpack_zip(path: Path, tray: Tray) -> None:
    """Take the members of a ZIP out; what cannot be taken out is a problem of that member."""
    if zip_directory_bytes(path) > MAX_ZIP_DIRECTORY:
        tray.report("bomb", "the archive lists more members than any case has", None, "it was not opened",
                    "ask the sender what it is")
        return
    try:
        archive = zipfile.ZipFile(path)
    except (*_DAMAGE, NotImplementedError) as error:
        tray.report("damaged", f"the archive is damaged or cut off ({type(error).__name__})", None,
                    "nothing in it could be read", "ask the sender for the file again")
        return
    with archive:
        infos = archive.infolist()
        if len(infos) > tray.left.files:
            tray.report("too-many-files", f"the archive lists {len(infos):,} members", None,
                        f"those after {tray.left.files:,} were not read", "send the case in parts")
        for info in infos[: tray.left.files]:
            if not info.is_dir():
                _unpack(archive, info, tray)


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, tray: Tray) -> None:
    file = tray.name(info.filename)
    if stat.S_ISLNK(info.external_attr >> 16):
        tray.report("link", "this member of the archive is a link to another place", file, "it was not followed",
                    "add the file itself")
        return
    if info.flag_bits & 1:
        tray.report("encrypted", "this member of the archive needs a password", file, "it could not be read",
                    "ask the sender for an open copy")
        return
    try:
        tray.add_as(file, _chunks(archive, info), info.compress_size)
    except NotImplementedError:
        tray.report("unsupported", "this member is packed in a way that is not read", file, "nothing in it was used",
                    "unpack the archive and add its files")
    except _DAMAGE as error:
        tray.report("damaged", f"this member of the archive is damaged ({type(error).__name__})", file,
                    "nothing in it could be read", "ask the sender for the file again")


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as source:
        while chunk := source.read(_CHUNK):
            yield chunk

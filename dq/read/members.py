"""The files inside a ZIP archive, unpacked one by one into the work folder under names of our own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from dq.model.errors import RefusedError
from dq.read.archive import Archive
from dq.read.work import WorkFolder
from dq.text.visible import one_line

_UTF8_NAME = 0x800


def members_of(path: Path, name: str, work: WorkFolder) -> Iterator[tuple[Path, str]]:
    """Each file of the archive with the name it goes by (``batch.zip/cases.csv``).

    Names inside the archive never become paths. An archive in the archive is refused by whoever reads it.
    """
    with Archive(path, name) as archive:
        members = [member for member in archive.names if not member.endswith("/") and not _is_litter(member)]
        if not members:
            raise RefusedError("empty_file", f"{name}: the archive has no files", "Ask for the file again.")
        with zipfile.ZipFile(path) as directory:
            shown = {member: _shown(directory.getinfo(member)) for member in members}
        for member in members:
            target, file = work.create(".member")
            with file:
                for block in archive.blocks(member):
                    file.write(block)
            yield target, f"{name}/{one_line(shown[member])}"


def _is_litter(member: str) -> bool:
    path = PurePosixPath(member)
    return path.name.startswith((".", "~$")) or "__MACOSX" in path.parts


def _shown(info: zipfile.ZipInfo) -> str:
    """The member's name; Chinese Windows writes it in GBK without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename

"""What a user adds: official GeoNames dumps, and places by hand. Kept in imports/ as inputs, then built in.

A dump is taken in by stretches of CHUNK lines with a note of how far: an interrupted import goes on where it stopped.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from geo.geoparsing.gazetteer import builder, sources
from geo.geoparsing.gazetteer.builder import IMPORTS, Progress, alone, build
from geo.geoparsing.gazetteer.names import fold
from geo.geoparsing.gazetteer.reader import Gazetteer
from geo.model import BadInput, DatelineError

ADDED = "places_added.tsv"
CHUNK = 100_000  # lines between two notes: about 3 s
_HEAD = 1 << 16


def import_dump(path: Path | str, folder: Path | str, progress: Progress | None = None) -> Gazetteer:
    """Takes an official GeoNames dump (RU.txt, allCountries.txt; plain, .gz, .zip) in as an input, then builds.

    What is kept of it survives rebuilds. The same dump again changes nothing; a newer one of that name replaces it.
    BadInput names file and line; the gazetteer in use then stays as it was.
    """
    path, folder = Path(path), Path(folder)
    if not path.is_file():
        raise BadInput(f"{path}: no such file. Download one from download.geonames.org/export/dump.")
    kept = folder / IMPORTS / f"{path.name.split('.')[0]}.gz"
    with alone(folder):
        kept.parent.mkdir(exist_ok=True)
        fresh = _take_in(path, kept.with_suffix(".part"), progress)
    with _replaced(kept), _replaced(kept.with_suffix(".json")):
        if fresh:
            os.replace(kept.with_suffix(".part"), kept)
            os.replace(kept.with_suffix(".part.json"), kept.with_suffix(".json"))
        return build(folder, progress)


@contextmanager
def _replaced(path: Path) -> Iterator[None]:
    """The file may be replaced inside; the old one comes back where that fails."""
    old = path.with_suffix(path.suffix + ".old")
    if path.exists():
        shutil.copyfile(path, old)
    try:
        yield
    except DatelineError:
        path.unlink(missing_ok=True)
        if old.exists():
            os.replace(old, path)
        raise
    finally:
        old.unlink(missing_ok=True)


def _source(path: Path) -> list[int]:
    """What tells a dump from another of its name: size, and checksum of its beginning and end."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - _HEAD))
        return [path.stat().st_size, zlib.crc32(head + file.read())]


def _take_in(path: Path, part: Path, progress: Progress | None) -> bool:
    """Writes what is kept of the dump to part, its note beside. False where that dump is taken in already."""
    note_path = part.with_suffix(".part.json")
    source = _source(path)
    if _note(part.with_suffix(".json")).get("source") == source and part.with_suffix(".gz").exists():
        return False
    note = _note(note_path)
    if note.get("source") != source or not part.exists():
        note = {"source": source, "lines": 0, "bytes": 0, "rows": 0, "checksum": 0}
        part.write_bytes(b"")
    os.truncate(part, note["bytes"])
    seen = _Ids(part)
    rows: list[str] = []
    try:
        with part.open("ab") as file:
            number = 0
            for number, line in sources.dump_lines(path, progress):
                if number <= note["lines"]:
                    continue
                cells = sources.dump_cells(line, f"{path}:{number}")
                if sources.dump_kind(cells[6], cells[7]):
                    seen.add(int(cells[0]), f"{path}:{number}")
                    rows.append("\t".join(cells) + "\n")
                if number % CHUNK == 0:
                    _keep(file, rows, number, note, note_path)
            _keep(file, rows, number, note, note_path)
    except BadInput:
        part.unlink()
        note_path.unlink(missing_ok=True)
        raise
    return True


def _note(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _keep(file: IO[bytes], rows: list[str], lines: int, note: dict, note_path: Path) -> None:
    """Writes the rows as one gzip member, then notes that the dump is taken in up to here."""
    data = "".join(rows).encode("utf-8")
    if data:
        file.write(gzip.compress(data, mtime=0))  # no time in it: the same dump gives the same bytes
        file.flush()
    note |= {
        "lines": lines, "bytes": file.tell(), "rows": note["rows"] + len(rows),
        "checksum": zlib.crc32(data, note["checksum"]),
    }  # fmt: skip
    rows.clear()
    unfinished = note_path.with_suffix(".new")
    unfinished.write_text(json.dumps(note), encoding="utf-8")
    os.replace(unfinished, note_path)


class _Ids:
    """The GeoNames ids seen, one bit each: thirteen million of them fit in two megabytes."""

    def __init__(self, part: Path) -> None:
        self.bits = bytearray(1 << 21)
        with gzip.open(part, "rt", encoding="utf-8") as taken:
            for line in taken:
                self.add(int(line.partition("\t")[0]), str(part))

    def add(self, ident: int, where: str) -> None:
        byte, bit = divmod(ident, 8)
        if byte > 1 << 29:
            raise BadInput(f"{where}: {ident} is no GeoNames id.")
        if byte >= len(self.bits):
            self.bits.extend(bytes(byte + 1 - len(self.bits)))
        if self.bits[byte] >> bit & 1:
            raise BadInput(f"{where}: id {ident} comes twice. Download the dump again, or remove one of them.")
        self.bits[byte] |= 1 << bit


def add_place(
    folder: Path | str, name: str, lat: str, lon: str, kind: str = "site", country: str = "", radius_km: str = "1",
    name_fr: str = "", other_names: str = "", progress: Progress | None = None,
) -> Gazetteer:  # fmt: skip
    """Adds a place of the user's own, as a row of imports/places_added.tsv, then builds. Cells as in places_*.tsv.

    BadInput where a cell is wrong or the place is there already; the gazetteer in use then stays as it was.
    """
    folder = Path(folder)
    row = dict.fromkeys(sources.PLACE_COLUMNS, "") | {
        "id": f"{kind}:{fold(name).replace(' ', '-')}", "kind": kind, "country": country, "lat": lat, "lon": lon,
        "radius_km": radius_km, "name_en": name, "name_fr": name_fr, "other_names": other_names,
    }  # fmt: skip
    if any(set(cell) & set("\t\r\n") for cell in row.values()):
        raise BadInput(f"{name!r}: a name is one line without tabs.")
    path = folder / IMPORTS / ADDED
    with alone(folder):
        path.parent.mkdir(exist_ok=True)
    if row["id"] in {entry.id for entry in sources.curated_places(builder.CURATED, path.parent)}:
        raise BadInput(f"{row['id']} is there already. Give the place another name, or edit {path}.")
    with _replaced(path):
        lines = path.read_text(encoding="utf-8") if path.exists() else "\t".join(sources.PLACE_COLUMNS) + "\n"
        path.write_text(lines + "\t".join(row.values()) + "\n", encoding="utf-8")
        return build(folder, progress)

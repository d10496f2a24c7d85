"""The command line: ``python -m geo COMMAND``. Parses arguments, calls the package, prints; knows nothing else.

Exit codes: 0 all done, 1 something was left out or failed (one line each on stderr says what), 2 wrong arguments.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from geo import __version__, settings
from geo.model import (
    FLOWS,
    MODALITIES,
    ROLES,
    STANCES,
    BadInput,
    Correction,
    DatelineError,
    Geoparsed,
    Resolution,
    RouteEnd,
)

if TYPE_CHECKING:  # pandas is slow to import, and most commands do without
    from geo.corrections import Entry

_IN_MEMORY = 1 << 20  # characters of routes, dates and distances that are kept in memory until their turn
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


def main(argv: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `| head` closed our output: not an error, and nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("dateline: stopped. What was done is kept; run the same command again to go on.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m geo", description="Dateline: news articles become a map.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    ingest = commands.add_parser("ingest", help="take articles in: files and folders of .txt and .md, web addresses")
    ingest.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or https://…")
    ingest.set_defaults(run=_ingest)

    geoparse = commands.add_parser(
        "geoparse", help="JSON Lines in on stdin, JSON Lines out on stdout (docs/GEOPARSE.md)"
    )
    geoparse.add_argument(
        "--spans", action="store_true", help="resolve the mentions given with each text, recognise none"
    )
    geoparse.set_defaults(run=_geoparse)

    geocode = commands.add_parser("geocode", help="where the chain cache → gazetteer → online geocoder puts a name")
    geocode.add_argument("name")
    geocode.set_defaults(run=_geocode)

    gazetteer = commands.add_parser("gazetteer", help="build, show, extend the gazetteer")
    actions = gazetteer.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("build", help="build it from the installed packages and data/gazetteer").set_defaults(
        run=_gazetteer_build
    )
    show = actions.add_parser("show", help="the places of a name, likeliest first")
    show.add_argument("name")
    show.add_argument("--language", help="of the text the name stands in: fr, en, ru, uk, fa, ar…")
    show.set_defaults(run=_gazetteer_show)
    add = actions.add_parser("add", help="add a place of your own; it survives every rebuild")
    add.add_argument("name")
    add.add_argument("lat", help="degrees north, as 55.82; south is negative")
    add.add_argument("lon", help="degrees east, as 52.06; west is negative")
    add.add_argument(
        "--kind", default="site", help="site, city, port, airport, airbase, river, mountain, region…; default: site"
    )
    add.add_argument("--country", default="", help="ISO 3166 code, as RU; several joined by +")
    add.add_argument("--radius-km", default="1", help="the spot is anywhere within it; default: 1")
    add.add_argument("--name-fr", default="", help="its French name, if another")
    add.add_argument("--other-names", default="", metavar="NAME|NAME", help="further names, in any script")
    add.set_defaults(run=_gazetteer_add)
    take = actions.add_parser("import", help="take in an official GeoNames dump: RU.zip, allCountries.txt, .gz")
    take.add_argument("file", type=Path)
    take.set_defaults(run=_gazetteer_import)

    evaluate = commands.add_parser("evaluate", help="measure against gold: mentions, roles, places, routes, dates")
    evaluate.add_argument(
        "gold", nargs="*", help="gold files, FILE#seen or FILE#held for a half of snippets; none: the gold of the repo"
    )
    evaluate.add_argument(
        "--coverage", action="store_true", help="only: share of located gold with a candidate within 161 km"
    )
    evaluate.add_argument("--json", action="store_true", help="figures as JSON")
    evaluate.add_argument("--errors", action="store_true", help="list what was missed and what was extra")
    evaluate.add_argument("--pin", action="store_true", help="raise the floors of the gate to what is reached")
    evaluate.add_argument("--lower", action="store_true", help="with --pin: also lower the floors that are not reached")
    evaluate.set_defaults(run=_evaluate)

    _add_export(commands)
    _add_corrections(commands)

    prepare = commands.add_parser("prepare", help="build what is missing and take the seeds in; the app does it too")
    prepare.add_argument("--gazetteer-only", action="store_true", help="build the gazetteer, leave the database alone")
    prepare.set_defaults(run=_prepare)

    commands.add_parser("settings", help="every setting: name, value in force, help").set_defaults(run=_settings)
    return parser


def _add_export(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser("export", help="what these filters show, as a file (docs/EXPORTS.md)")
    export.add_argument("format", choices=("geojson", "csv", "kml", "html"), metavar="FORMAT", help="%(choices)s")
    export.add_argument("out", metavar="OUT", help="the file to write; csv is two: OUT-mentions and OUT-claims")
    export.add_argument("--view", metavar="ADDRESS", default="", help="the app's address: the view you see there")
    export.add_argument("--dates", choices=("published", "event"), help="which dates --from and --to are about")
    export.add_argument("--from", metavar="DAY", help="YYYY-MM-DD, included")
    export.add_argument("--to", metavar="DAY", help="YYYY-MM-DD, included")
    export.add_argument("--undated", action="store_const", const="1", help="keep what has no date as well")
    for name, allowed in (("role", ROLES), ("flow", FLOWS), ("stance", STANCES), ("modality", MODALITIES)):
        export.add_argument(f"--{name}", action="append", choices=allowed, help="may be given more than once")
    export.add_argument("--publisher", action="append", metavar="NAME", help="may be given more than once")
    export.add_argument("--text", metavar="WORDS", help="only sentences that hold them")
    export.add_argument("--language", choices=("fr", "en"), help="of names and words; else the installation's")
    export.set_defaults(run=_export)


def _add_corrections(commands: argparse._SubParsersAction) -> None:
    corrections = commands.add_parser("corrections", help="what editors corrected: list, undo, check")
    actions = corrections.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the history, oldest first").set_defaults(run=_corrections_list)
    undo = actions.add_parser("undo", help="take one back; of an undo, put it in force again")
    undo.add_argument("id")
    undo.add_argument("--who", default="", help="your name; default: the one you are logged in by")
    undo.add_argument("--why", default="", help="a note for the others")
    undo.set_defaults(run=_corrections_undo)
    check = actions.add_parser("check", help="replay the file, then name its bad lines and what wants a second look")
    check.set_defaults(run=_corrections_check)


# -- commands ----------------------------------------------------------------------------------------------------------


def _ingest(arguments: argparse.Namespace) -> int:
    from geo import pipeline
    from geo.store import Store

    # Whoever types commands on this machine may ask the network from it anyway.
    chosen = settings.decided(settings.load(), local=True, editor=True)
    parser = pipeline.geoparser()
    with closing(Store.open(chosen.database)) as store, _Bar() as bar:
        report = pipeline.ingest(arguments.paths, store, parser, chosen, bar)
    for _, reason in report.skipped:
        print(f"dateline: {_printable(str(reason))}", file=sys.stderr)
    known = f", {len(report.known)} known already" if report.known else ""
    skipped = f", {len(report.skipped)} left out" if report.skipped else ""
    print(f"{len(report.added)} added{known}{skipped}.")
    return 1 if report.skipped else 0


def _export(arguments: argparse.Namespace) -> int:
    from geo import i18n, pipeline
    from geo.geoparsing.gazetteer import fold
    from geo.presentation import exports, views
    from geo.store import Store

    chosen = settings.load()
    filters = _filters(arguments)
    t = i18n.translator(i18n.pick(arguments.language, chosen.language))
    with closing(Store.open(chosen.database)) as store:
        corpus = views.join(store, fold, pipeline.geoparser().gazetteer.place)
        if corpus.empty:
            raise BadInput("There is no article yet. Take some in first: python -m geo ingest PATH")
        if unknown := set(filters.publishers) - set(corpus.articles["publisher"]):
            known = ", ".join(sorted(set(corpus.articles["publisher"]) - {views.UNKNOWN_PUBLISHER}))
            raise BadInput(f"No article is from {', '.join(sorted(unknown))}. There are: {known}.")
        made = exports.files(arguments.format, corpus, filters, t, date.today())
        held = views.exported(corpus, filters)
    out = Path(arguments.out)
    if out.is_dir():
        raise BadInput(f"{out} is a folder. Name a file in it: {out / f'dateline.{arguments.format}'}")
    for part, content in made.items():
        path = out.with_name(f"{out.stem}{part}{out.suffix or f'.{arguments.format}'}")
        _write(path, content)
        print(f"{path}: {len(content) / 1000:,.0f} kB")
    distances = f" (+ {held.distances} by a distance)" if held.distances else ""
    print(f"{held.mentions} mentions{distances}, {held.claims} claims.")
    return 0


# What `export` calls differently from the address bar; the other names are the same.
_IN_ADDRESS = {"dates": "date", "publisher": "source", "text": "q"}


def _filters(arguments: argparse.Namespace):
    """The view of ``--view``, changed by the other options. Raises BadInput on what no view can have."""
    from geo.presentation.views import Filters

    query = parse_qs(urlsplit(arguments.view).query)
    for option in ("dates", "from", "to", "undated", "role", "flow", "stance", "modality", "publisher", "text"):
        value = getattr(arguments, option)
        if value is not None:
            query[_IN_ADDRESS.get(option, option)] = value if isinstance(value, list) else [value]
    filters, notices = Filters.from_query(query)
    for notice in notices:
        asked = f"{notice.parameter} = {notice.value!r}"
        raise BadInput(f"{asked} cannot be used ({notice.reason.replace('_', ' ')}). Days are written YYYY-MM-DD.")
    return filters


def _write(path: Path, content: bytes) -> None:
    """The whole file or none of it: an export that was cut short looks like a small one."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise BadInput(
            f"Cannot write {path}: {error.strerror}. Name a file in a folder that you may write to."
        ) from error


def _geoparse(arguments: argparse.Namespace) -> int:
    from geo.geoparser import geoparser

    parser = geoparser()
    failed = False
    for number, line in enumerate(_lines(sys.stdin.buffer), 1):
        if not line.strip():
            continue
        try:
            for piece in _answer(line, parser, arguments.spans):
                sys.stdout.write(piece)
        except BadInput as error:
            print(f"dateline: line {number}: {error}", file=sys.stderr)
            failed = True
            continue
        print(flush=True)
    return 1 if failed else 0


def _lines(stream) -> Iterator[bytes]:
    yield from iter(stream.readline, b"")


def _answer(line: bytes, parser, with_spans: bool) -> Iterator[str]:
    """The line that answers ``line``, in pieces. Raises BadInput where it cannot be used, before there is any piece."""
    from geo.geoparser import publication

    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f'no JSON object in UTF-8 ({str(error)[:80]}). One object a line: {{"id": …, "text": …}}'
        ) from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise BadInput('an object with "id" and a string "text" is wanted.')
    for key in ("published", "language", "publisher", "source"):
        if row.get(key) is not None and not isinstance(row[key], str):
            raise BadInput(f'"{key}" must be a string.')
    spans = _spans_of(row) if with_spans else None
    published = publication(row.get("published"))
    try:
        answer_id = json.dumps(row["id"], ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:  # Python reads NaN, 1e999 and deep lists; JSON has no words for them
        raise BadInput('"id" cannot be written back as JSON. Give a string or a number.') from error
    text = _HALF_A_PAIR.sub("?", row.pop("text"))  # half a surrogate pair cannot be written out again
    outlet = parser.outlet(row.get("publisher"), row.get("source"))
    parts = parser.parse_in_stretches(text, published, row.get("language"), spans, outlet=outlet)
    yield from _written(answer_id, parts)


def _written(answer_id: str, parts: Iterable[Geoparsed]) -> Iterator[str]:
    """The answer in pieces: mentions as they are found, however long the text; the rest, on disk meanwhile, when all is read."""
    later: dict[str, IO[str]] = {}
    between = ""
    for number, part in enumerate(parts):
        found = {name: json.dumps(value, ensure_ascii=False) for name, value in as_json(part).items()}
        language, mentions = found.pop("language"), found.pop("mentions")[1:-1]
        if number == 0:
            yield f'{{"id": {answer_id}, "language": {language}, "mentions": ['
        if mentions:
            yield between + mentions
            between = ", "
        for name, rows in found.items():
            if name not in later:
                later[name] = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115
            if rows != "[]":
                later[name].write((", " if later[name].tell() else "") + rows[1:-1])
    yield "]"
    for name, rows in later.items():
        with rows:
            rows.seek(0)
            yield f', "{name}": ['
            yield from iter(partial(rows.read, _IN_MEMORY), "")
            yield "]"
    yield "}"


def _spans_of(row: dict) -> list[tuple[int, int]]:
    wrong = BadInput('with --spans, "mentions" is a list of {"start", "end"} inside the text.')
    given = row.get("mentions") or []
    if not isinstance(given, list):
        raise wrong
    spans = []
    for mention in given:
        start, end = (mention.get("start"), mention.get("end")) if isinstance(mention, dict) else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(row["text"]):
            raise wrong
        spans.append((start, end))
    return spans


def _geocode(arguments: argparse.Namespace) -> int:
    from geo import pipeline

    for line in pipeline.locate(arguments.name, settings.load()):
        print(line)
    return 0


def _gazetteer_build(arguments: argparse.Namespace) -> int:
    from geo import pipeline

    with _Bar() as bar:
        for line in pipeline.build_gazetteer(settings.load(), bar):
            print(line)
    return 0


def _gazetteer_show(arguments: argparse.Namespace) -> int:
    from geo.geoparser import geoparser

    lines = geoparser().gazetteer.show_lines(arguments.name, arguments.language)
    for line in lines:
        print(line)
    if not lines:
        raise BadInput(f"The gazetteer has no {arguments.name!r}. Add it: python -m geo gazetteer add NAME LAT LON")
    return 0


def _gazetteer_add(arguments: argparse.Namespace) -> int:
    from geo.geoparsing.gazetteer import add_place

    a = arguments
    with _Bar() as bar:
        built = add_place(
            settings.load().gazetteer,
            a.name,
            a.lat,
            a.lon,
            a.kind,
            a.country,
            a.radius_km,
            a.name_fr,
            a.other_names,
            bar,
        )
    print(built.show_lines(a.name)[0])
    return 0


def _gazetteer_import(arguments: argparse.Namespace) -> int:
    from geo.geoparsing.gazetteer import import_dump

    with _Bar() as bar:
        built = import_dump(arguments.file, settings.load().gazetteer, bar)
    print(f"{arguments.file} taken in: {len(built):,} places.")
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from geo import evaluation
    from geo.evaluation import gate

    if arguments.lower and not arguments.pin:
        raise BadInput("--lower goes with --pin: it lets floors fall to what is reached.")
    if arguments.pin:
        for line in gate.pin(lower=arguments.lower):
            print(line)
        return 0
    golds = [Path(path) for path in arguments.gold] or [evaluation.OWN_GOLD]
    figures = {str(path): evaluation.evaluate(path, coverage_only=arguments.coverage) for path in golds}
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
        return 0
    for path, result in figures.items():
        print(f"{path}")
        for line in evaluation.lines(result, with_errors=arguments.errors):
            print(f"  {line}")
    return 0


def _corrections_list(arguments: argparse.Namespace) -> int:
    from geo import pipeline
    from geo.store import Store

    chosen = settings.load()
    with closing(Store.open(chosen.database)) as store:
        for entry in pipeline.history(store, chosen):
            print(_printable(_entry_line(entry)))
    return _print_problems(pipeline.correction_problems(chosen))


def _corrections_undo(arguments: argparse.Namespace) -> int:
    from geo import pipeline
    from geo.store import Store

    # Whoever types commands on this machine may write its files anyway.
    chosen = settings.decided(settings.load(), local=True, editor=True)
    with closing(Store.open(chosen.database)) as store, _Bar() as bar:
        parser, who = pipeline.geoparser(), arguments.who or _login_name()
        line = pipeline.undo(store, parser, chosen, arguments.id, who=who, why=arguments.why, progress=bar)
    print(f"{line.target.key} is taken back, by {line.id}.")
    return 0


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a container's user may have no name
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _corrections_check(arguments: argparse.Namespace) -> int:
    from geo import corrections, pipeline
    from geo.store import Store

    chosen = settings.load()
    with closing(Store.open(chosen.database)) as store, _Bar() as bar:
        pipeline.replay(store, pipeline.geoparser(), chosen, bar)
        entries = pipeline.history(store, chosen)
    doubts = [(entry.correction, conflict) for entry in entries for conflict in entry.conflicts]
    for correction, conflict in doubts:
        where = f" (article {conflict.article})" if conflict.article else ""
        now = f" and says {conflict.found}" if conflict.found else ""
        print(_printable(f"{_subject_line(correction)}: {corrections.CONFLICTS[conflict.reason]}{now}{where}."))
    failed = _print_problems(pipeline.correction_problems(chosen))
    in_force = sum(entry.correction.what != "undo" and entry.correction.undone_by is None for entry in entries)
    print(f"{in_force} in force, {len({each.id for each, _ in doubts})} to look at again.")
    return 1 if doubts else failed


def _print_problems(problems: Sequence[BadInput]) -> int:
    for problem in problems:
        print(f"dateline: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _entry_line(entry: Entry) -> str:
    correction = entry.correction
    line = f"{_subject_line(correction)}, {correction.who}, {correction.when[:16].replace('T', ' ')}"
    if correction.what != "undo":
        line += f": {_value(correction.old)} → {_value(correction.new)}"
    if correction.why:
        line += f" ({' '.join(correction.why.split())})"
    if correction.undone_by is not None:
        line += f" [taken back by {correction.undone_by}]"
    return line + f" [to look at again: {len(entry.conflicts)}]" * bool(entry.conflicts)


def _subject_line(correction: Correction) -> str:
    target = correction.target
    words = " → ".join(end or "?" for end in target.ends[:2]) if target.ends else target.text or target.key
    where = f" in {target.article}" if target.article and target.kind != "article" else ""
    return f"{correction.id} {correction.what} {target.kind} « {' '.join(words.split())[:60]} »{where}"


def _printable(line: str) -> str:
    """Without what a terminal would obey: an article's words may be anything."""
    return "".join(character if character.isprintable() else " " for character in line)


def _value(value: dict | str | None) -> str:
    if not isinstance(value, dict):
        return "none" if value is None else value
    if "name" in value:
        return f"{value['name']} ({value['id']})"
    return " ".join(str(each) for each in dict.fromkeys(value.values()) if each is not None)


def _prepare(arguments: argparse.Namespace) -> int:
    from geo import pipeline

    with _Bar() as bar:
        if arguments.gazetteer_only:
            pipeline.geoparser()
        else:
            pipeline.prepare(settings.load(), bar)[0].close()
    return 0


def _settings(arguments: argparse.Namespace) -> int:
    settings.load()  # an unusable value is named before anything is listed
    for name, default, text in settings.TABLE:
        value = os.environ.get(f"DATELINE_{name}", default)
        print(f"DATELINE_{name:24} {value or '(empty)':32} {text}")
    return 0


# -- the JSON of `geoparse`: docs/GEOPARSE.md; other programs rely on it -------------------------------------------------


def as_json(found: Geoparsed) -> dict:
    """The object ``geoparse`` prints, without its id."""
    return {
        "language": found.language,
        "mentions": [_mention(resolution) for resolution in found.resolutions],
        "routes": [_route(route) for route in found.routes],
        "relatives": [
            {
                "start": r.start, "end": r.end, "anchor_start": r.anchor_start, "anchor_end": r.anchor_end,
                "distance_km": r.distance_km, "bearing_deg": r.bearing_deg, "lat": r.lat, "lon": r.lon, "radius_km": r.radius_km,
            }
            for r in found.relatives
        ],
        "dates": [
            {
                "start": d.start, "end": d.end, "text": d.text,
                "date_min": d.span and d.span.date_min, "date_max": d.span and d.span.date_max,
                "precision": d.span.precision if d.span else "unknown", "rule": d.span.rule if d.span else d.reason,
            }
            for d in found.dates
        ],
    }  # fmt: skip


def _mention(resolution: Resolution) -> dict:
    mention, place = resolution.mention, resolution.place
    return {
        "start": mention.start, "end": mention.end, "text": mention.text, "role": mention.role,
        "kind": place and place.kind, "place": place and place.id, "name": place and place.name, "country": place and place.country,
        "lat": place and place.lat, "lon": place and place.lon, "radius_km": place and place.radius_km,
        "confidence": resolution.confidence, "reason": resolution.reason,
    }  # fmt: skip


def _route(route) -> dict:
    return {
        "sentence_start": route.sentence_start, "sentence_end": route.sentence_end,
        "from": _end(route.origin), "to": _end(route.destination), "via": [_end(end) for end in route.via],
        "cargo": route.cargo, "mode": route.mode, "flow": route.flow, "modality": route.modality, "stance": route.stance,
        "claimed_by": ", via ".join(route.claimants) or None, "claimants": list(route.claimants), "bidirectional": route.bidirectional,
        "date_min": route.date and route.date.date_min, "date_max": route.date and route.date.date_max,
    }  # fmt: skip


def _end(end: RouteEnd | None) -> dict | None:
    if end is None:
        return None
    place = end.place
    return {
        "start": end.start,
        "end": end.end,
        "place": place and place.id,
        "name": place and place.name,
        "country": place and place.country,
    }


class _Bar:
    """Progress on one line of a terminal, with the time left; nothing where stderr is not one."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._began = time.monotonic()

    def __enter__(self) -> _Bar:
        return self

    def __call__(self, what: str, done: int, of: int) -> None:
        if not self._shown or of <= 0:
            return
        left = (time.monotonic() - self._began) / done * (of - done) if done else 0.0
        print(
            f"\r{done}/{of} {f'{left:.0f} s left ' if left >= 1 else ''}{what[:50]:50}",
            end="",
            file=sys.stderr,
            flush=True,
        )

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)

"""Time expressions: text in, spans of days out, counted from the publication date, with the rule that fired. Pure.

grammar.py compiles knowledge/timex.toml, finding.py finds the expressions, reading.py tells their days.
"""

from __future__ import annotations

from dataclasses import replace

from geo.geoparsing.timex.finding import Parse, find
from geo.geoparsing.timex.grammar import LANGUAGES, knowledge, load
from geo.geoparsing.timex.reading import NO_SUCH_DAY, Unresolved, days_of
from geo.model import DateSpan, TimeExpression


def find_expressions(text: str, language: str, published: DateSpan | None) -> tuple[TimeExpression, ...]:
    """The time expressions of a text in order, none overlapping; only ISO dates where it is not French or English.

    span is None where nothing in the text and the publication date tells the days; reason then says why.
    """
    grammar = load(language if language in LANGUAGES else "")
    return tuple(_resolved(text, parse, published) for parse in find(text, grammar))


def rules() -> dict[str, str]:
    """Every name DateSpan.rule may carry, and what the rule does, in one line of English."""
    return dict(knowledge()["rules"])


def _resolved(text: str, parse: Parse, published: DateSpan | None) -> TimeExpression:
    blank = TimeExpression(parse.start, parse.end, text[parse.start : parse.end], None)
    try:
        first, last, precision = days_of(parse, published)
    except Unresolved as why:
        return replace(blank, reason=str(why))
    except (ValueError, OverflowError):  # 31 February, the year 10000
        return replace(blank, reason=NO_SUCH_DAY)
    rule = "range" if parse.until else parse.rule
    return replace(blank, span=DateSpan(first and first.isoformat(), last and last.isoformat(), precision, rule))

"""Who says what: verbs of saying, « selon », "according to", the reach of their words, and the claimants' names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence

_QUOTES = frozenset('"“”«»')


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what: tokens of the claimant (None where unnamed), and the tokens that are their words."""

    cue: int
    kind: str  # neutral, alleged, denied, admitted, confirmed, source, cited
    claimant: tuple[int, int] | None
    scope: tuple[int, int]
    leading: bool
    past: bool = True


def attributions(sentence: Sentence) -> list[Attribution]:
    """Every attribution of the sentence, in order of the text."""
    found: list[Attribution] = []
    for k, word in enumerate(sentence.words):
        if sentence.places[k] is not None or not (word in sentence.lexicon.said or word in sentence.lexicon.sources):
            continue
        source = next((name for name in ("sources", "citing", "cited_by") if sentence.phrase(k, name)), "")
        if source:
            attribution = _source(sentence, k, sentence.phrase(k, source), source)
            publisher = _publisher(sentence, attribution) if attribution is not None else None
            found += [each for each in (attribution, publisher) if each is not None]
            continue
        said = _said(sentence, k)
        if said is not None:
            found.append(said)
    return found


def _source(sentence: Sentence, k: int, size: int, name: str) -> Attribution | None:
    """« selon X », "according to X", "citing X", « cité par X »: the whole sentence is theirs."""
    first = k + size
    if first < len(sentence.words) and sentence.words[first].startswith(
        ("lesquel", "laquelle", "lequel", "que", "qu'")
    ):
        return Attribution(k, "alleged", None, (first, len(sentence.words)), True)
    last = _name_end(sentence, first)
    if last < first:
        return None
    kind = "cited" if name == "citing" else "source"
    return Attribution(k, kind, (first, last), (0, len(sentence.words)), k < 3)


def _publisher(sentence: Sentence, source: Attribution) -> Attribution | None:
    """« d'après une enquête, dont Awa Ba a présenté les conclusions, … »: who made public what the source says."""
    if source.claimant is None:
        return None
    k = source.claimant[1] + 1
    while k < len(sentence.words) and (
        sentence.words[k] == "," or sentence.words[k] in sentence.lexicon.words["of_which"]
    ):
        k += 1
    if k >= len(sentence.words) or sentence.words[k - 1] not in sentence.lexicon.words["of_which"]:
        return None
    verb = next((j for j in range(k, min(k + 10, len(sentence.words))) if sentence.is_finite(j)), None)
    if verb is None or verb == k:
        return None
    main = next((j for j in range(verb, min(verb + 4, len(sentence.words))) if "X" not in sentence.tags(j)), verb)
    if not sentence.lexicon.lemmas.get(sentence.words[main], frozenset()) & sentence.lexicon.words["publishing"]:
        return None
    return Attribution(main, "source", (k, clauses.verb_group(sentence, verb).first - 1), source.scope, source.leading)


def _name_end(sentence: Sentence, first: int) -> int:
    """Last token of the phrase that starts at ``first``: up to a comma, a verb or a quote."""
    last = first - 1
    for k in range(first, min(first + 24, len(sentence.words))):
        word = sentence.words[k]
        if sentence.places[k] is None:
            if word == "." and k > first and len(sentence.words[k - 1]) < 4 and k + 1 < len(sentence.words):
                continue  # « M. X », "Gen. X"
            if (
                word in (",", ".", "(", ")")
                or word in _QUOTES
                or clauses.is_hard(sentence, k)
                or word in sentence.lexicon.words["relatives"]
            ):
                break
            if sentence.is_finite(k) or word in sentence.lexicon.words["boundaries"]:
                break
            if (
                k > first
                and sentence.category(k)[0] not in ("", "of")
                and (_is_person(sentence, k - 1) or not _names_place(sentence, k))
            ):
                break  # « Wako dans un communiqué », "the ministry in a statement"
        last = k
    return last


def _names_place(sentence: Sentence, k: int) -> bool:
    return any(sentence.places[j] is not None for j in range(k + 1, min(k + 4, len(sentence.words))))


def _is_person(sentence: Sentence, k: int) -> bool:
    return sentence.places[k] is None and sentence.text[sentence.starts[k]].isupper()


def _said(sentence: Sentence, k: int) -> Attribution | None:
    kind = kind_of(sentence, k)
    if not kind or not sentence.tags(k):
        return None
    group = clauses.verb_group(sentence, k)
    if (kind == "denied" and group.negated) or _is_adjective(sentence, group):
        return None
    count = len(sentence.words)
    past = "S" not in group.tags or bool(group.auxiliaries)
    if clauses.passive(sentence, group) and (group.auxiliaries or kind == "alleged"):
        return (
            Attribution(k, "alleged" if kind in ("neutral", "alleged") else kind, None, (k + 1, count), True, past)
            if (group.auxiliaries and _has_complement(sentence, k))
            else None
        )
    if (group.first > 0 and sentence.words[group.first - 1] in (",", *_QUOTES, *clauses.DASHES)) or _inverted(
        sentence, k
    ):
        trailing = _trailing(sentence, group, kind, past)
        if trailing is not None:
            return trailing
    own = clauses.subject(sentence, group)
    claimant = (own.first, own.last) if own is not None else None
    if _has_complement(sentence, k) and not _after_comma(sentence, own, k):
        scope = (k + 1, _relative_end(sentence, own, k))
        return Attribution(k, kind, _with_name(sentence, claimant, group.first), scope, True, past)
    if own is not None and own.first > 1 and own.how == "own" and sentence.words[own.first - 1] in (",", *_QUOTES):
        return Attribution(k, kind, claimant, (0, own.first), False, past)
    if _has_complement(sentence, k):
        return Attribution(k, kind, claimant, (k + 1, count), True, past)
    if (
        own is not None and sentence.lexicon.lemmas[sentence.words[k]] & sentence.lexicon.words["direct"]
    ):  # « niant toute livraison », "denied the deliveries"
        return Attribution(k, kind, claimant, (k + 1, count), True, past)
    return None


def _relative_end(sentence: Sentence, own: clauses.Subject | None, k: int) -> int:
    """Where what is said ends: « X, qui a écrit « … », part à Y » says only what stands before the second comma."""
    count = len(sentence.words)
    if own is None or own.how != "relative" or own.last + 1 >= count or sentence.words[own.last + 1] != ",":
        return count
    return sentence.find(k + 1, count, frozenset(",")) or count


def _is_adjective(sentence: Sentence, group: Group) -> bool:
    """ "a second suspected case": a participle between a determiner and its noun."""
    if group.auxiliaries or "N" not in group.tags:
        return False
    before = sentence.words[group.verb - 3 : group.verb] if group.verb > 2 else sentence.words[: group.verb]
    following = group.verb + 1
    return (
        bool(sentence.lexicon.words["determiners"].intersection(before))
        and following < len(sentence.words)
        and (
            sentence.words[following][0].isalpha()
            and not sentence.category(following)[0]
            and sentence.words[following] not in sentence.lexicon.words["that"]
            and not sentence.tags(following)
            and sentence.text[sentence.starts[following]].islower()
            and sentence.words[following] not in sentence.lexicon.words["determiners"]
        )
    )


def kind_of(sentence: Sentence, k: int) -> str:
    """The strongest sense of a saying verb, empty for other words."""
    return sentence.lexicon.said.get(sentence.words[k], "")


def _inverted(sentence: Sentence, k: int) -> bool:
    following = k + 1
    return (
        (following < len(sentence.words) and sentence.words[following].startswith("-"))
        or (k > 0 and sentence.words[k - 1].startswith("-t-"))
        or (
            k > 1
            and any(sentence.words[j].startswith("-") and len(sentence.words[j]) > 2 for j in range(max(0, k - 3), k))
        )
    )


def _after_comma(sentence: Sentence, own: clauses.Subject | None, k: int) -> bool:
    """ "..., the ministry said, ...": words of others stand before the comma and the clause has no "that"."""
    if own is None or own.first < 3 or sentence.words[own.first - 1] not in (",", *_QUOTES):
        return False
    following = k + 1
    says_that = following < len(sentence.words) and sentence.words[following] in sentence.lexicon.words["that"]
    return (
        not says_that
        and any(sentence.is_finite(j) for j in range(own.first - 1))
        and (
            following >= len(sentence.words) - 1
            or sentence.words[following] in (",", ".")
            or bool(sentence.category(following)[0])
        )
    )


def _trailing(sentence: Sentence, group: Group, kind: str, past: bool) -> Attribution | None:
    """« …, ont déclaré des responsables », "…", said the minister, « a-t-il ajouté »."""
    if group.infinitive or group.tags in ("G", "B"):
        return None
    following = group.verb + 1
    while following < len(sentence.words) and sentence.words[following] in sentence.lexicon.words["adverbs"]:
        following += 1
    for k in range(max(group.first, 0), min(group.verb + 2, len(sentence.words))):
        if sentence.words[k].startswith("-") and len(sentence.words[k]) > 2:
            return Attribution(group.verb, kind, (k, k), (0, group.first), False, past)
    if following < len(sentence.words) and sentence.words[following] in sentence.lexicon.words["that"]:
        return None
    if group.first > 0 and not any(sentence.is_finite(k) or sentence.words[k] in _QUOTES for k in range(group.first)):
        return None
    last = _name_end(sentence, following)
    if last < following:
        return None
    return Attribution(group.verb, kind, (following, last), (0, group.first), False, past)


def _has_complement(sentence: Sentence, k: int) -> bool:
    """True where what is said follows: that, a colon, a quote, an infinitive, or a clause of its own."""
    known = sentence.lexicon.words
    french = sentence.lexicon.language == "fr"
    for following in range(k + 1, min(k + 26, len(sentence.words))):
        word = sentence.words[following]
        if sentence.places[following] is None:
            if word in known["that"] or word == ":" or (word in _QUOTES and following - k < 5):
                return True
            if clauses.is_hard(sentence, following) or word in known["relatives"]:
                return False
            if word in known["boundaries"] and not sentence.category(following)[0]:
                return False
            if word == "," and (following == k + 1 or _is_object(sentence, k + 1)):
                return False
            tags = sentence.tags(following)
            if tags and sentence.is_finite(following):
                return not french
            if tags and (("G" in tags and not french) or "B" in tags or "X" in tags):
                return True
    return False


def _is_object(sentence: Sentence, k: int) -> bool:
    """ "declared a truce, ...": what is declared is a thing, no clause."""
    return sentence.places[k] is None and sentence.words[k] in sentence.lexicon.words["determiners"]


def _with_name(sentence: Sentence, claimant: tuple[int, int] | None, group_first: int) -> tuple[int, int] | None:
    """« le porte-parole, Issa Ba, » : the name in the aside says more than the title before it."""
    if claimant is None or claimant[1] + 1 >= group_first or sentence.words[claimant[1] + 1] != ",":
        return claimant
    first, last = claimant[1] + 2, group_first - 2
    if first < last <= first + 3 and all(
        sentence.text[sentence.starts[k]].isupper() and sentence.places[k] is None for k in range(first, last + 1)
    ):
        return first, last
    return claimant


# --- claimants

_TITLE = re.compile(r"^(?:M|Mme|MM|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov)\b\.?\s+")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s+(?:de|du|da|von|van|al|bin|ben|el|le|la)\b)?(?:\s+[A-ZÀ-ÖØ-Þ][\w’'-]+)+$")
ARTICLE = re.compile(r"^(?:l['’]\s*|d['’]\s*|(?:les?|la|des?|un|une|the|an?|some)\s+)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:on\s+)?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:\s+(?:soir|matin))?,?\s+",
    re.IGNORECASE,
)


def name_of(sentence: Sentence, claimant: tuple[int, int]) -> str:
    """The claimant as it is shown and grouped: no article, no day, and the name alone where a title goes before it."""
    text = " ".join(sentence.slice(*claimant).split())
    text = _TITLE.sub("", ARTICLE.sub("", _WEEKDAY.sub("", text)))
    name = _NAME.search(text)
    if (
        name is not None
        and name.start() > 0
        and text[0].islower()
        and " de la " not in text[max(0, name.start() - 7) : name.start()]
    ):
        before = text[: name.start()].rstrip().rsplit(" ", 1)[-1].lower()
        if before.replace("’", "'") not in sentence.lexicon.words["name_links"]:
            return name.group()
    return text.strip(' ,"“”«»')[:120]


def is_pronoun(sentence: Sentence, claimant: tuple[int, int]) -> bool:
    word = sentence.words[claimant[0]].lstrip("-").removeprefix("t-")
    return claimant[0] == claimant[1] and word in sentence.lexicon.words["speakers"]

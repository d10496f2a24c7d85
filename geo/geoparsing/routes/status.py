"""Status of a claim: how real it is said to be (modality), whose word it is (stance, claimants), and the words that decide. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame

_RANK = ("done", "ongoing", "planned", "capability", "hypothetical", "denied")
_QUOTES = frozenset('"“”«»')


@dataclass(slots=True)
class Status:
    modality: str = "done"
    stance: str = "narrator"
    claimants: tuple[str, ...] = ()
    cues: list[tuple[int, int, str]] = field(default_factory=list)

    def cue(self, sentence: Sentence, token: int, what: str, last: int | None = None) -> None:
        found = (sentence.starts[token], sentence.ends[token if last is None else last], what)
        if found not in self.cues:
            self.cues.append(found)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says what: tokens of the claimant (None where unnamed), and the tokens that are their words."""

    cue: int
    kind: str  # neutral, alleged, denied, admitted, confirmed, source, cited
    claimant: tuple[int, int] | None
    scope: tuple[int, int]
    leading: bool
    past: bool = True


# --- attributions


def attributions(sentence: Sentence) -> list[Attribution]:
    """Every attribution of the sentence, in order of the text."""
    found: list[Attribution] = []
    for k in range(len(sentence.words)):
        if sentence.places[k] is not None:
            continue
        source = next((name for name in ("sources", "citing", "cited_by") if sentence.phrase(k, name)), "")
        if source:
            attribution = _source(sentence, k, sentence.phrase(k, source), source)
            found += [attribution] if attribution is not None else []
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
    kind = _kind(sentence, k)
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
        return Attribution(k, kind, _with_name(sentence, claimant, group.first), (k + 1, count), True, past)
    if own is not None and own.first > 1 and own.how == "own" and sentence.words[own.first - 1] in (",", *_QUOTES):
        return Attribution(k, kind, claimant, (0, own.first), False, past)
    if _has_complement(sentence, k):
        return Attribution(k, kind, claimant, (k + 1, count), True, past)
    if (
        own is not None and sentence.lexicon.lemmas[sentence.words[k]] & sentence.lexicon.words["direct"]
    ):  # « niant toute livraison », "denied the deliveries"
        return Attribution(k, kind, claimant, (k + 1, count), True, past)
    return None


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


def _kind(sentence: Sentence, k: int) -> str:
    """The strongest sense of a saying verb, empty for other words."""
    lemmas = sentence.lexicon.lemmas.get(sentence.words[k], frozenset())
    kinds = [sentence.lexicon.saying[lemma] for lemma in lemmas if lemma in sentence.lexicon.saying]
    return kinds[0] if kinds else ""


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
            if word == "," and following == k + 1:
                return False
            tags = sentence.tags(following)
            if tags and sentence.is_finite(following):
                return not french
            if tags and (("G" in tags and not french) or "B" in tags or "X" in tags):
                return True
    return False


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


# --- modality


def of_verb(sentence: Sentence, group: Group, frame: Frame, said: list[Attribution], status: Status) -> None:
    """Sets modality, and stance where the verb group itself decides it (hearsay, negation)."""
    modality = _tense(sentence, group, frame, said, status)
    negated = group.negated
    open_infinitive = group.infinitive and modality == "planned"
    modality = "done" if open_infinitive else modality
    current, depth = group, 0
    while depth < 4 and (current.infinitive or (current.tags in ("G", "N", "B") and not current.auxiliaries)):
        above = clauses.governor(sentence, current)
        if above is None:
            break
        effect = _governed(sentence, above, current)
        if effect and effect != "done":
            status.cue(sentence, above, effect)
        if effect == "denied":
            status.stance, effect = "denied", "planned"
        if open_infinitive and (effect or frame.kind in ("move", "goto")):
            open_infinitive = False
            modality = max(effect or "done", modality, key=_RANK.index)
        elif effect and _RANK.index(effect) >= _RANK.index(modality):
            modality = effect
        if not sentence.tags(above):
            break
        current = clauses.verb_group(sentence, above)
        upper = _tense(sentence, current, frame, said, status)
        if current.infinitive and upper == "planned":
            open_infinitive = True
        elif _RANK.index(upper) > _RANK.index(modality) or (open_infinitive and frame.kind == "use"):
            modality = upper
        negated = negated or current.negated
        depth += 1
    if open_infinitive:
        modality = "planned"
    if _conditional_clause(sentence, group.first):
        modality = "hypothetical"
    elif _counterfactual(sentence):
        modality = "done"
    if negated and modality != "hypothetical" and not _counterfactual(sentence):
        status.stance = "denied"
        status.cue(sentence, group.first, "denied", group.verb)
    status.modality = modality


def _tense(sentence: Sentence, group: Group, frame: Frame, said: list[Attribution], status: Status) -> str:
    if sentence.lexicon.language == "fr":
        return _french_tense(sentence, group, frame, said, status)
    return _english_tense(sentence, group, frame, said, status)


def _english_tense(sentence: Sentence, group: Group, frame: Frame, said: list[Attribution], status: Status) -> str:
    auxiliaries, known = group.auxiliaries, sentence.lexicon.words
    modal = next((word for word in auxiliaries if word in sentence.lexicon.words["modals"]), "")
    if modal:
        reported = any(a.scope[0] <= group.verb < a.scope[1] for a in said)
        if modal in known["modal_auxiliaries"] and "have" in auxiliaries:
            effect = "hypothetical"
        else:
            effect = (
                "planned"
                if modal in known["future_auxiliaries"] or (modal in known["past_future_auxiliaries"] and reported)
                else ("capability" if modal == "can" else "hypothetical")
            )
        status.cue(sentence, group.first, effect, group.verb)
        return effect
    if group.infinitive:
        return "done" if "have" in auxiliaries else "planned"
    if auxiliaries and "G" in group.tags and auxiliaries[-1] in sentence.lexicon.words["be"]:
        return "ongoing"
    if "being" in auxiliaries:
        return "ongoing"
    if (not auxiliaries and ("S" in group.tags or group.tags == "B")) or (
        auxiliaries and auxiliaries[0] in known["emphatic"]
    ):
        return "ongoing"
    if auxiliaries and auxiliaries[-1] in known["present_be"] and "N" in group.tags and "habit" in frame.flags:
        return "ongoing"
    return "done"


def _french_tense(sentence: Sentence, group: Group, frame: Frame, said: list[Attribution], status: Status) -> str:
    auxiliaries, tags, known = group.auxiliaries, group.tags, sentence.lexicon.words
    first = auxiliaries[0] if auxiliaries else ""
    if first in known["conditional_auxiliaries"]:
        return _french_conditional(sentence, group, status)
    if first in known["future_auxiliaries"]:
        status.cue(sentence, group.first, "planned", group.verb)
        return "planned"
    if (
        first in known["present_be"]
        and frame.kind not in ("move",)
        and not group.reflexive
        and clauses.passive(sentence, group)
    ):
        return "ongoing" if "habit" in frame.flags or frame.kind in ("use", "transfer") else "done"
    if auxiliaries:
        return "done" if first not in known["subjunctive_auxiliaries"] or "N" in tags else "planned"
    if group.infinitive:
        return "planned"
    if "N" in tags:
        return "done"
    if tags == "F":
        status.cue(sentence, group.verb, "planned")
        return "planned"
    if "C" in tags:
        return _french_conditional(sentence, group, status)
    standing = "habit" in frame.flags or frame.kind in ("transfer", "receive", "equip", "use", "train")
    if ("S" in tags or "M" in tags) and (standing or sentence.find(0, len(sentence.words), known["now"]) is not None):
        return "ongoing"
    return "done"


def _french_conditional(sentence: Sentence, group: Group, status: Status) -> str:
    """« aurait reçu » is hearsay; with « si », or of pouvoir, it is a hypothesis; after « a dit que », a future in the past."""
    lemmas = sentence.lexicon.lemmas.get(sentence.words[group.verb], frozenset())
    perfect = bool(group.auxiliaries)
    if _counterfactual(sentence) and group.negated:
        return "done"
    if lemmas & {"pouvoir", "permettre", "devoir", "souhaiter", "vouloir", "aimer"}:
        effect = "planned" if "devoir" in lemmas and not perfect else "hypothetical"
        status.cue(sentence, group.verb, effect)
        return effect
    if sentence.find(0, len(sentence.words), sentence.lexicon.words["conditional"]) is not None:
        status.cue(sentence, group.first, "hypothetical", group.verb)
        return "hypothetical"
    if not perfect and any(a.leading and a.past and a.scope[0] <= group.verb for a in attributions(sentence)):
        status.cue(sentence, group.verb, "planned")
        return "planned"
    if status.stance == "narrator":
        status.stance = "alleged"
    status.cue(sentence, group.first, "alleged", group.verb)
    return "done" if perfect else "ongoing"


def _counterfactual(sentence: Sentence) -> bool:
    """« n'aurait pas pu … si … n'avait pas … »: two negations that say it did happen."""
    words = sentence.words
    return ("si" in words and any(w in ("aurait", "auraient") for w in words) and words.count("pas") > 1) or (
        "if" in words
        and "would" in words
        and "not" in words
        and "had" in words
        and words.count("not") + words.count("n't") > 1
    )


def _governed(sentence: Sentence, above: int, group: Group) -> str:
    """The modality that a governor gives, "" for none of its own."""
    word = sentence.words[above]
    known = sentence.lexicon.governors
    effects = list(known.get(word, ()))
    for lemma in sentence.lexicon.lemmas.get(word, ()):
        effects += known.get(lemma, ())
    words = sentence.lexicon.words
    for name in ("planned", "hypothetical", "capability"):
        if word in words[f"{name}_words"]:
            effects.append(name)
    if (
        sentence.lexicon.language == "fr"
        and "aller" in sentence.lexicon.lemmas.get(word, ())
        and sentence.tags(above) in ("S", "M")
    ):
        return "planned" if above == group.first - 1 or group.first - above < 3 else "done"
    if "pouvoir" in sentence.lexicon.lemmas.get(word, ()):
        return "capability" if "C" not in sentence.tags(above) else "hypothetical"
    if (
        sentence.tags(above)
        and "capability" in effects
        and clauses.verb_group(sentence, above).auxiliaries == ()
        and word in ("design", "can")
    ):
        return "capability"
    if any(lemma in sentence.lexicon.saying for lemma in sentence.lexicon.lemmas.get(word, ())) and not effects:
        return "done"
    if "use" in (lemmas := sentence.lexicon.lemmas.get(word, ())) or "utiliser" in lemmas or "employer" in lemmas:
        return "done"
    return max(effects, key=_RANK.index, default="")


def _conditional_clause(sentence: Sentence, index: int) -> bool:
    for k in range(index - 1, max(-1, index - 16), -1):
        word = sentence.words[k]
        if word in sentence.lexicon.words["conditional"] and not _counterfactual(sentence):
            return True
        if word == "," or clauses.is_hard(sentence, k) or word in sentence.lexicon.words["relatives"]:
            return False
    return False


def _around(sentence: Sentence, first: int, index: int) -> list[int]:
    """The tokens whose words may qualify a noun: its phrase, the four before in the same clause, and two after."""
    before = []
    for k in range(first - 1, max(-1, first - 5), -1):
        if clauses.is_hard(sentence, k) or sentence.words[k] == ",":
            break
        before.append(k)
    return [*before, *(k for k in range(first, min(index + 3, len(sentence.words))) if k != index)]


def _verb_before(sentence: Sentence, first: int) -> int | None:
    """The verb whose object starts at ``first``; not that of "might fall ill during their trip"."""
    for k in range(first - 1, max(-1, first - 8), -1):
        if sentence.tags(k):
            return k
        if clauses.is_hard(sentence, k) or sentence.category(k)[0] not in ("", "of"):
            return None
    return None


def of_noun(
    sentence: Sentence, index: int, first: int, stop: int, frame: Frame, said: list[Attribution], status: Status
) -> None:
    """Sets the modality of a claim made by a noun, from the words around it and the verb it depends on."""
    words = sentence.lexicon.words
    modality = "ongoing" if "habit" in frame.flags else "done"
    for k in _around(sentence, first, index):
        for name in ("planned", "capability", "hypothetical"):
            if sentence.words[k] in words[f"{name}_words"]:
                modality = name
                status.cue(sentence, k, name)
    if any(sentence.words[k] in words["negative_determiners"] for k in range(max(0, first - 1), index)):
        status.stance = "denied"
        status.cue(sentence, max(0, first - 1), "denied")
    verb = _verb_before(sentence, first)
    after = next((k for k in range(index + 1, min(stop + 1, len(sentence.words))) if sentence.is_finite(k)), None)
    for k, before in ((verb, True), (after, False)):
        if k is None or not sentence.tags(k):
            continue
        group = clauses.verb_group(sentence, k)
        if "X" in group.tags and not before:  # the auxiliary comes first: "will begin", « ont repris »
            later = range(k + 1, min(k + 5, len(sentence.words)))
            k = next((j for j in later if sentence.tags(j) and "X" not in sentence.tags(j)), k)
            group = clauses.verb_group(sentence, k)
        effect = max(
            _tense(sentence, group, frame, said, status), _governed(sentence, k, group) or "done", key=_RANK.index
        )
        if not before and sentence.words[k] in words["begun"]:
            effect = "done"
        if effect in ("planned", "hypothetical", "capability") and _RANK.index(effect) > _RANK.index(modality):
            modality = effect
            status.cue(sentence, k, effect)
        if effect == "denied" or group.negated:
            status.stance = "denied"
            status.cue(sentence, group.first, "denied", k)
    status.modality = modality


# --- stance


def settle(
    sentence: Sentence, index: int, said: list[Attribution], status: Status, parties: frozenset[str], actors: tuple[tuple[int, int], ...],
    speaker: str | None,
) -> list[Attribution]:  # fmt: skip
    """Sets stance and claimants from the attributions over the trigger at ``index``; those are returned.

    parties: countries of the two ends; actors: token ranges of who sends or travels, who admit by saying so themselves.
    speaker: who is being quoted from an earlier or later sentence.
    """
    over = [a for a in said if a.scope[0] <= index < a.scope[1] and a.cue != index]
    leading = sorted((a for a in over if a.leading and a.kind not in ("source", "cited")), key=lambda a: -a.cue)
    fronted = [a for a in over if a.leading and a.kind == "source"]
    trailing = [a for a in over if not a.leading]
    cited = [a for a in over if a.kind == "cited"]  # "X said, citing Y": Y is nearer to the fact
    ordered = [*cited, *leading, *fronted, *(a for a in trailing if a.kind != "cited")]
    hedge = _hedge(sentence, index, status)
    kinds = [a.kind for a in ordered]
    for attribution in ordered:
        status.cue(
            sentence,
            attribution.cue,
            attribution.kind if attribution.kind not in ("neutral", "source", "cited") else "claimant",
        )
    if _baseless(sentence, status):
        status.stance = "denied"
    elif status.stance == "denied":
        pass
    elif "denied" in kinds[:1] or (kinds[:1] != ["admitted"] and "denied" in kinds):
        status.stance = "denied"
    elif "admitted" in kinds:
        status.stance = "admitted"
    elif kinds[:1] == ["confirmed"]:
        status.stance = "confirmed"
    elif (
        ordered
        and not hedge
        and ordered[0].kind != "alleged"
        and any(_is_party(sentence, a, parties, actors) for a in ordered[:1])
    ):
        status.stance = "admitted"
    elif ordered or hedge or speaker:
        status.stance = "alleged"
    return ordered


def _baseless(sentence: Sentence, status: Status) -> bool:
    for k in range(len(sentence.words)):
        size = sentence.phrase(k, "baseless")
        if size:
            status.cue(sentence, k, "denied", k + size - 1)
            return True
    return False


def _hedge(sentence: Sentence, index: int, status: Status) -> bool:
    words = sentence.lexicon.words
    for k in range(max(0, index - 9), min(index + 4, len(sentence.words))):
        if sentence.words[k] in words["hedges"] and (
            sentence.words[k] not in words["doubtful_hedges"] or sentence.words[k + 1 : k + 2] == ["to"]
        ):
            status.cue(sentence, k, "alleged")
            return True
        if (
            k < index
            and sentence.words[k] in words["evidentials"]
            and not any(sentence.words[j] in (",", ";") for j in range(k, index))
        ):
            status.cue(sentence, k, "alleged")
            return True
    return False


def _is_party(
    sentence: Sentence, attribution: Attribution, parties: frozenset[str], actors: tuple[tuple[int, int], ...]
) -> bool:
    if attribution.claimant is None:
        return False
    first, last = attribution.claimant
    for k in range(first, last + 1):
        resolution = sentence.places[k]
        if (
            resolution is not None
            and resolution.place is not None
            and resolution.place.country in parties
            and k <= first + 5
        ):
            return True
        if resolution is not None and resolution.mention.text in parties:
            return True
    return any(
        (sentence.words[a] in sentence.lexicon.words["speakers"] and b == a and 0 < a - attribution.cue < 3)
        or (a, b) == (first, last)
        for a, b in actors
    )


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

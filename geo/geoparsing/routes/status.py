"""Status of a claim: how real it is said to be (modality), on what footing (stance), and the words that decide. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.geoparsing.routes import clauses
from geo.geoparsing.routes.attribution import Attribution, attributions, kind_of
from geo.geoparsing.routes.clauses import Group, Sentence
from geo.geoparsing.routes.lexicon import Frame

_RANK = ("done", "ongoing", "planned", "capability", "hypothetical", "denied")


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


# --- modality


def of_verb(sentence: Sentence, group: Group, frame: Frame, said: list[Attribution], status: Status) -> None:
    """Sets modality, and stance where the verb group itself decides it (hearsay, negation)."""
    modality = _tense(sentence, group, frame, said, status)
    negated = group.negated or _none_does(sentence, group)
    in_sequence = group.infinitive and _in_sequence(sentence, group)
    modality = "done" if in_sequence else modality
    open_infinitive = group.infinitive and modality == "planned"
    modality = "done" if open_infinitive else modality
    current, depth = group, 0
    if frame.kind == "move" and group.tags == "N" and not group.auxiliaries:
        depth = 4  # « les mineurs arrivés à X »: they have arrived, whatever is planned for them
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
            _refused(sentence, above, status)
            break
        current = clauses.verb_group(sentence, above)
        # « nie avoir livré »: when it is said is not when it was done
        upper = (
            "done" if kind_of(sentence, above) and effect == "done" else _tense(sentence, current, frame, said, status)
        )
        if current.infinitive and upper == "planned":
            open_infinitive = True
        elif _RANK.index(upper) > _RANK.index(modality) or (open_infinitive and frame.kind == "use"):
            modality = upper
        negated = negated or current.negated
        depth += 1
    if open_infinitive:
        modality = "planned"
    if "pledge" in frame.flags and modality in ("done", "ongoing"):
        modality = "planned"  # "pledged aid to": given later, if at all
        status.cue(sentence, group.verb, "planned")
    if _conditional_clause(sentence, group.first) or (modality == "planned" and _after_condition(sentence, group)):
        modality = "hypothetical"
    elif _counterfactual(sentence):
        modality = "done"
    if negated and modality != "hypothetical" and not _counterfactual(sentence):
        status.stance = "denied"
        status.cue(sentence, group.first, "denied", group.verb)
    status.modality = modality


def _refused(sentence: Sentence, noun: int, status: Status) -> None:
    """ "rejected a request to send": what is asked for is refused."""
    verb = _verb_before(sentence, noun)
    if (
        verb is None
        or not sentence.lexicon.lemmas.get(sentence.words[verb], frozenset()) & sentence.lexicon.words["refusing"]
    ):
        return
    if "turn" in sentence.lexicon.lemmas[sentence.words[verb]] and sentence.words[verb + 1] != "down":
        return
    status.stance = "denied"
    status.cue(sentence, verb, "denied")


def _in_sequence(sentence: Sentence, group: Group) -> bool:
    """« avant de vendre le blé à X »: told as one thing after another, not as a plan."""
    before = sentence.words[max(0, group.first - 2) : group.first]
    return sentence.lexicon.language == "fr" and not sentence.lexicon.words["sequence"].isdisjoint(before)


def _none_does(sentence: Sentence, group: Group) -> bool:
    """ "neither X nor Y paid", « aucun camion n'a » : a subject that denies."""
    own = clauses.subject(sentence, group)
    nobody = sentence.lexicon.words["nobody"]
    return own is not None and any(sentence.words[k] in nobody for k in range(max(0, own.first - 1), own.first + 2))


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
    present = not auxiliaries and "D" not in group.tags and ("S" in group.tags or "B" in group.tags)
    coming = auxiliaries[-1:] and auxiliaries[-1] in known["present_be"] and "G" in group.tags
    if (present or coming) and frame.kind in ("move", "goto", "leave", "nvisit", "carry") and _soon(sentence, group):
        return "planned"
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


def _soon(sentence: Sentence, group: Group) -> bool:
    """ "arrives tomorrow", « part la semaine prochaine »: a present that is to come."""
    for k in range(group.verb + 1, min(group.verb + 16, len(sentence.words))):
        if clauses.is_hard(sentence, k) or (sentence.tags(k) and sentence.is_finite(k)):
            return False
        if sentence.places[k] is None and sentence.words[k] in sentence.lexicon.words["soon"]:
            return True
    return False


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
    if "S" in tags and frame.kind in ("move", "goto", "leave", "carry") and _soon(sentence, group):
        return "planned"
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
    if not perfect and (
        _promised(sentence, group.verb)
        or any(a.leading and a.past and a.scope[0] <= group.verb for a in attributions(sentence))
    ):
        status.cue(sentence, group.verb, "planned")
        return "planned"
    if status.stance == "narrator":
        status.stance = "alleged"
    status.cue(sentence, group.first, "alleged", group.verb)
    return "done" if perfect else "ongoing"


def _promised(sentence: Sentence, verb: int) -> bool:
    """« a promis que l'aide arriverait »: to come, as seen from then."""
    for k in range(verb - 1, 0, -1):
        if sentence.words[k] in sentence.lexicon.words["that"]:
            lemmas = sentence.lexicon.lemmas.get(sentence.words[k - 1], frozenset())
            return any("planned" in sentence.lexicon.governors.get(lemma, ()) for lemma in lemmas)
    return False


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
    if "pouvoir" in sentence.lexicon.lemmas.get(word, ()) and "N" in sentence.tags(above):
        return "done"  # « ont pu regagner »
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


def _after_condition(sentence: Sentence, group: Group) -> bool:
    """ "If the dam fails, the town will be evacuated": what a condition in front leaves open."""
    comma = sentence.find(0, group.first, frozenset(","))
    first = 1 if sentence.words[0] in ('"', "“", "«") else 0
    return comma is not None and sentence.words[first] in sentence.lexicon.words["condition_first"]


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
    on_the_way = frame.kind == "nbearing" and index > 0 and sentence.words[index - 1] in words["present_be"]
    modality = "ongoing" if "habit" in frame.flags or on_the_way else "done"
    if first > 0 and sentence.words[first - 1] in words["warned_off"] and frame.kind in ("nvisit", "nmove", "nimport"):
        modality = "hypothetical"  # "advised against travel to", « mise en garde contre les voyages »
        status.cue(sentence, first - 1, modality)
    own_words = [index] if frame.kind == "nbearing" else []  # "due in"
    for k in [*_around(sentence, first, index), *own_words]:
        for name in ("planned", "capability", "hypothetical"):
            if sentence.words[k] in words[f"{name}_words"]:
                modality = name
                status.cue(sentence, k, name)
    if any(sentence.words[k] in words["negative_determiners"] for k in range(max(0, first - 1), index)):
        status.stance = "denied"
        status.cue(sentence, max(0, first - 1), "denied")
    verb = _verb_before(sentence, first)
    after = next((k for k in range(index + 1, min(stop + 1, len(sentence.words))) if sentence.is_finite(k)), None)
    if frame.kind == "nbearing" and index > 0 and sentence.words[max(0, first - 1)] == ",":
        after = None  # « la ministre, de passage à X, a promis »: that is another matter
    for k, before in ((verb, True), (after, False)):
        if k is None or not sentence.tags(k):
            continue
        group = clauses.verb_group(sentence, k)
        linking = sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & words["linking"]
        if ("X" in group.tags or linking) and not before:  # the auxiliary comes first: "will begin", « ont repris »
            later = range(k + 1, min(k + 5, len(sentence.words)))
            k = next((j for j in later if sentence.tags(j) and "X" not in sentence.tags(j)), k)
            group = clauses.verb_group(sentence, k)
        effect = max(
            _tense(sentence, group, frame, said, status), _governed(sentence, k, group) or "done", key=_RANK.index
        )
        if not before and sentence.words[k] in words["begun"]:
            effect = "done"
        if not before and sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & words["late"]:
            effect = "done"  # a ferry that is delayed runs
        if not before and effect == "hypothetical" and _stopped(sentence, k, group):
            effect = "done"
        if effect in ("planned", "hypothetical", "capability") and _RANK.index(effect) > _RANK.index(modality):
            modality = effect
            status.cue(sentence, k, effect)
        if effect == "denied" or group.negated:
            status.stance = "denied"
            status.cue(sentence, group.first, "denied", k)
        if effect == "denied" and modality == "done":
            modality = "planned"  # « a annulé son voyage »: it was meant to be
    status.modality = modality


def _stopped(sentence: Sentence, k: int, group: Group) -> bool:
    """ "deliveries stopped in April": they had gone on until then; but "deliveries were stopped" may never have begun."""
    return (
        not group.auxiliaries
        and not clauses.passive(sentence, group)
        and bool(sentence.lexicon.lemmas.get(sentence.words[k], frozenset()) & sentence.lexicon.words["stopping"])
    )


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

"""Fits the few dozen numeric weights of recognition and resolution on gold: ``python -m geo.fitting recognition|resolution GOLD…``.

The weights carry no text: features are classes (a preposition, a kind, a population bin), never a name. Each corpus counts the
same. ``--leave-one-out`` fits on all corpora but one and scores that one, which is the honest figure. ``--only FEATURE…`` fits new
features and leaves the others as they are: a fit of all of them moves points from one corpus to another.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from geo.evaluation import RIGHT_KM, GoldDocument, prf, read_gold
from geo.evaluation.mentions import placed_right
from geo.geoparser import geoparser, given_mentions
from geo.geoparsing import recognition, resolution
from geo.geoparsing.recognition import Recogniser
from geo.language import detect

_KNOWLEDGE = Path(recognition.__file__).with_name("knowledge")
_RIDGE = 3.0  # pulls weights of rare features to nought: a feature seen ten times should not decide
_LEAST = 0.5  # a weight smaller than this is dropped and the others fitted again: fewer weights carry over better to other texts
# What we know better than the few cases in the corpora: these weights are held.
_HELD = {
    "inside-abstract": -5.0,
    "right:media": -4.0,
    "right:surname-of-given": -2.5,
    "left:conjunction": 0.7,
    "doc:person-elsewhere:small": -3.0,
    "doc:person-elsewhere:middle": -3.0,
    "noun:treaty": -4.0,
    "noun:street": -3.0,
    "left:kin": -3.0,
    "before:bound-for": 1.3,  # as « vers » and "near"
    "left:verb-on-place": 1.3,
    "company:unknown": 0.0,
    "dateline": 3.0,
    "noun:institution:fr": 0.3,  # « l'université de X » is in X; English puts the name first, where it is a name of the body
}
_FIXED = 1e6  # the ridge of a weight that must not move
_ROUNDS = 3  # document features depend on the weights: fit, look again, fit


# -- recognition: logistic regression ----------------------------------------------------------------------------------


def _rows(corpora: Sequence[list[GoldDocument]], weights: dict[str, float], parser) -> list[tuple[int, list[str], int]]:
    """(corpus, features, label) of every candidate; those that overlap gold without being it are left out."""
    recogniser = Recogniser(parser.gazetteer, parser.recogniser.lexicon, weights)
    rows = []
    for number, documents in enumerate(corpora):
        for document in documents:
            gold = {(m.start, m.end) for m in document.wanted if m.role != "demonym"}
            covered = {i for start, end in gold for i in range(start, end)}
            for span in recogniser.score(
                recogniser.tokens(document.text), document.language or detect(document.text) or "en"
            ):
                exact = (span.start, span.end) in gold
                unsure = document.ignores(span.start, span.end)
                if exact or not (unsure or any(i in covered for i in range(span.start, span.end))):
                    rows.append((number, span.features, int(exact)))
    return rows


def _logistic(
    rows: list[tuple[int, list[str], int]], corpora: int, known: dict[str, float], only: frozenset[str]
) -> dict[str, float]:
    """only: fit these and leave the others as they are ``known``; all of them where it is empty."""
    names = sorted({feature for _, features, _ in rows for feature in features})
    column = {name: j for j, name in enumerate(names)}
    x = np.zeros((len(rows), len(names) + 1))
    x[:, -1] = 1.0
    for i, (_, features, _) in enumerate(rows):
        for feature in features:
            x[i, column[feature]] = 1.0
    y = np.array([label for _, _, label in rows], float)
    corpus = np.array([number for number, _, _ in rows])
    sizes = np.bincount(corpus, minlength=corpora)
    weight = (
        np.array([len(rows) / corpora / sizes[number] for number in corpus]) ** 0.5
    )  # between equal say and equal rows
    fixed = {**dict.fromkeys(set(names) - only, 0.0), **known} if only else _HELD
    fixed = {name: value for name, value in fixed.items() if name not in only}
    held = np.array([fixed.get(name, 0.0) for name in names] + [known["bias"] if only else 0.0])
    ridge = np.full(len(held), _RIDGE)
    ridge[[j for j, name in enumerate(names) if name in fixed]] = _FIXED
    ridge[-1] = _FIXED if only else 1e-3
    beta = _newton(x, y, weight, held, ridge)
    if only:
        return {**known, **{name: float(beta[column[name]]) for name in only if name in column}}
    ridge[(np.abs(beta) < _LEAST) & (ridge == _RIDGE)] = _FIXED
    beta = _newton(x, y, weight, held, ridge)
    kept = {name: float(beta[j]) for name, j in column.items() if ridge[j] != _FIXED}
    return {"bias": float(beta[-1]), **_HELD, **kept}


def _newton(x: np.ndarray, y: np.ndarray, weight: np.ndarray, held: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    """Logistic regression with a ridge of its own for each weight, drawn to ``held``."""
    beta = held.copy()
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (weight * (y - p)) - ridge * (beta - held)
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-4:
            break
    return beta


def fit_recognition(
    corpora: Sequence[list[GoldDocument]], parser, start: dict[str, float], only: frozenset[str] = frozenset()
) -> dict[str, float]:
    weights = dict(start)
    for _ in range(_ROUNDS):
        fitted = _logistic(_rows(corpora, weights, parser), len(corpora), weights, only)
        weights = {
            "threshold": weights["threshold"],
            "vote": weights["vote"],
            **{k: round(v, 2) for k, v in fitted.items()},
        }
    if only:
        return weights
    weights["threshold"] = max(
        np.arange(-1.5, 1.6, 0.1), key=lambda t: _mean_f1(corpora, {**weights, "threshold": float(t)}, parser)
    )
    weights["threshold"] = round(float(weights["threshold"]), 2)
    return weights


def _mean_f1(corpora: Sequence[list[GoldDocument]], weights: dict[str, float], parser) -> float:
    return float(np.mean([recognition_f1(documents, weights, parser)["f1"] for documents in corpora]))


def recognition_f1(documents: list[GoldDocument], weights: dict[str, float], parser) -> dict[str, float]:
    """Exact-span figures over names; demonyms are no business of these weights."""
    recogniser = Recogniser(parser.gazetteer, parser.recogniser.lexicon, weights)
    right = predicted = gold_total = 0
    for document in documents:
        gold = {(m.start, m.end) for m in document.wanted if m.role != "demonym"}
        spans = recogniser.score(recogniser.tokens(document.text), document.language or detect(document.text) or "en")
        kept = [(s.start, s.end) for s in spans if s.score > recogniser.threshold]
        right += sum(span in gold for span in kept)
        predicted += sum(span in gold or not document.ignores(*span) for span in kept)
        gold_total += len(gold)
    return prf(right, predicted, gold_total)


# -- resolution: weights by coordinate search on accuracy ----------------------------------------------------------------


def resolution_accuracy(documents: list[GoldDocument], weights: dict[str, float], parser) -> float:
    """Share of located gold spans put within 161 km."""
    gazetteer = parser.gazetteer
    resolver = resolution.Resolver(gazetteer.lookup, gazetteer.place, gazetteer.demonym, weights)
    right = total = 0
    for document in documents:
        language = document.language or detect(document.text) or "en"
        mentions = given_mentions(document.text, [(m.start, m.end) for m in document.wanted], parser, language)
        found = {(r.mention.start, r.mention.end): r.place for r in resolver.resolve(document.text, mentions, language)}
        for gold in document.mentions:
            if not gold.located:
                continue
            total += 1
            right += placed_right(gold, found[gold.start, gold.end], _limit_km(gold))
    return right / total if total else math.nan


def _limit_km(gold) -> float:
    """Where the gold says what a thing is, a town must be that town; LGL and GeoVirus only know points."""
    if gold.country or gold.kind in ("sea", "region", "geopolitical", "country"):
        return 600.0
    return 25.0 if gold.kind else RIGHT_KM


def fit_resolution(corpora: Sequence[list[GoldDocument]], parser, start: dict[str, float]) -> dict[str, float]:
    """One weight at a time, up and down, as long as the mean accuracy over corpora grows."""
    weights = dict(start)

    def mean(candidate: dict[str, float]) -> float:
        return float(np.mean([resolution_accuracy(documents, candidate, parser) for documents in corpora]))

    best, step = mean(weights), 0.8
    while step > 0.15:
        moved = False
        for name in sorted(weights):
            for factor in (step, -step):
                trial = {**weights, name: round(weights[name] + factor, 2)}
                score = mean(trial)
                if score > best + 1e-4:
                    weights, best, moved = trial, score, True
                    print(f"{best:.4f} {name} {weights[name]}", flush=True)
        if not moved:
            step /= 2
    return weights


# -- the command -------------------------------------------------------------------------------------------------------


def _save(path: Path, weights: dict[str, float]) -> None:
    header = path.read_text("utf-8").split("[weights]")[0]
    body = "\n".join(
        f'"{name}" = {value:g}' if ":" in name else f"{name} = {value:g}" for name, value in sorted(weights.items())
    )
    path.write_text(f"{header}[weights]\n{body}\n", "utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("what", choices=("recognition", "resolution"))
    arguments.add_argument("gold", nargs="+", type=Path)
    arguments.add_argument("--leave-one-out", action="store_true")
    arguments.add_argument(
        "--only", nargs="+", default=[], metavar="FEATURE", help="recognition: leave the other weights as they are"
    )
    chosen = arguments.parse_args()
    parser = geoparser()
    corpora = [read_gold(path) for path in chosen.gold]
    if chosen.what == "recognition":
        start, fit, score, name = (
            recognition.default_weights(),
            fit_recognition,
            recognition_f1,
            "recognition_weights.toml",
        )
    else:
        start, fit, score, name = (
            resolution.default_weights(),
            fit_resolution,
            resolution_accuracy,
            "resolution_weights.toml",
        )
    if chosen.leave_one_out:
        for number, path in enumerate(chosen.gold):
            others = corpora[:number] + corpora[number + 1 :]
            print(path.name, "left out:", score(corpora[number], fit(others, parser, start), parser))
        return
    only = {"only": frozenset(chosen.only)} if chosen.only else {}
    weights = fit(corpora, parser, start, **only)
    for path, documents in zip(chosen.gold, corpora, strict=True):
        print(path.name, score(documents, weights, parser))
    _save(_KNOWLEDGE / name, weights)


if __name__ == "__main__":
    main()

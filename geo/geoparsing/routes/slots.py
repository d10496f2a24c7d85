"""What fills the slots of a movement: its origins, destinations, stops and cargo, and how sure each reading is. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.geoparsing.routes.clauses import Sentence
from geo.geoparsing.routes.lexicon import Frame
from geo.model import Place, Resolution, RouteEnd

STRONG, WEAK, HINT = 3, 2, 1
MAX_CARGO_TOKENS = 14


@dataclass(slots=True)
class Slots:
    """What fills each end: (token, strength), and the tokens of the cargo and of the mover."""

    found: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    cargo: tuple[int, int] | None = None
    mover: tuple[int, int] | None = None
    stop: int = 0  # token where the reading to the right ended
    bidirectional: bool = False
    relay: int = -1  # token of « de là », "from there": destinations after it are reached from those before
    members: dict[int, int] = field(
        default_factory=dict
    )  # toponym -> its member: tea to A and rice to B, from A to B and from C to D
    cargos: dict[int, tuple[int, int]] = field(default_factory=dict)  # member -> its own cargo, where it has one

    def add(self, role: str, token: int, strength: int) -> None:
        entries = self.found.setdefault(role, [])
        if all(token != known for known, _ in entries):
            entries.append((token, strength))

    def tokens(self, role: str) -> list[int]:
        """The tokens of the best reading of ``role``, in order of the text."""
        entries = self.found.get(role, [])
        best = max((strength for _, strength in entries), default=0)
        return sorted(token for token, strength in entries if strength == best)

    def has(self, role: str, strength: int = HINT) -> bool:
        return any(known >= strength for _, known in self.found.get(role, []))


def role_of(frame: Frame, category: str) -> tuple[str, int]:
    role = frame.slots.get(category, "")
    return role.rstrip("?"), WEAK if role.endswith("?") else STRONG


def place_of(sentence: Sentence, token: int) -> Resolution:
    resolution = sentence.places[token]
    if resolution is None:
        raise IndexError(f"token {token} is no toponym")
    return resolution


def route_end(resolution: Resolution) -> RouteEnd:
    mention = resolution.mention
    return RouteEnd(mention.start, mention.end, mention.text, resolution.place)


def same_country(a: Place | None, b: Place | None) -> bool:
    return a is not None and b is not None and a.country is not None and a.country == b.country

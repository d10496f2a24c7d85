"""Who a signed-in person is, by what their provider says of them, and whether the host's list names them. Pure.

Claims are a provider's word about a stranger: anything may stand in them. What is not as OpenID Connect wants it counts for
nothing, and whoever is not clearly on the list only reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from geo.model import BadInput

# A working day. Streamlit's cookie alone would do for 30 days, and outlive an account that was closed.
SIGN_IN_SECONDS = 12 * 3600
CLOCK_SECONDS = 300  # by how much a provider's clock may be ahead of ours
MOST_NAME = 80  # characters
# Letters of ASCII alone: a homoglyph, a full-width @ or the Kelvin sign, which lower() makes a k, is no match for anything. One @,
# no quotes, no colon: an address cannot be read in two ways, nor as sub:.
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_ADDRESS = re.compile(rf"[a-z0-9!#$%&'+/=?^_`{{|}}~.-]+@{_DOMAIN}", re.ASCII)
_AT_DOMAIN = re.compile(rf"@{_DOMAIN}", re.ASCII)
# As OpenID Connect has it: ASCII, at most 255 characters. No space or comma, which divide the list.
_SUBJECT = re.compile(r"[!-+\--~]{1,255}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """subject: the provider's own name for them, or "" if it cannot be listed. email: in small letters, "" unless the provider says
    that it is verified. name: as they call themselves, for reading alone. signed_in: seconds since 1970."""

    subject: str
    email: str
    name: str
    signed_in: int

    @property
    def signature(self) -> str:
        """« Anna Petit <anna@journal.fr> »: the name is theirs to choose, what stands in <> is not."""
        return f"{self.name} <{self.email or f'sub:{self.subject}'}>"


def person(claims: Mapping[str, object], now: float) -> Person | None:
    """Who is signed in, or None for nobody, or for somebody whose sign-in is older than SIGN_IN_SECONDS. now: seconds since 1970."""
    if claims.get("is_logged_in") is not True:
        return None
    signed_in = claims.get("iat")
    if type(signed_in) not in (int, float) or not now - SIGN_IN_SECONDS < signed_in <= now + CLOCK_SECONDS:
        return None
    subject = claims.get("sub")
    subject = subject if isinstance(subject, str) and _SUBJECT.fullmatch(subject) else ""
    email = _address(claims.get("email")) if claims.get("email_verified") is True else ""
    names = (_name(claims.get(claim)) for claim in ("name", "preferred_username"))
    name = next(filter(None, names), "") or email.partition("@")[0] or subject
    return Person(subject, email, name, int(signed_in))


def _address(claim: object) -> str:
    if not isinstance(claim, str) or not claim.isascii() or not _ADDRESS.fullmatch(claim.lower()):
        return ""
    return claim.lower()


def _name(claim: object) -> str:
    """One line without an address, without what turns lines round or hides in them, and without <>, which hold what is proved."""
    if not isinstance(claim, str):
        return ""
    words = unicodedata.normalize("NFC", re.split("[<@]", claim[:1000])[0])
    kept = "".join(" " if sign.isspace() else sign for sign in words if sign.isspace() or _shown(sign))
    return " ".join(kept.split())[:MOST_NAME].strip()


def _shown(sign: str) -> bool:
    # a colon ends the name where it is quoted with a reason
    return unicodedata.category(sign)[0] != "C" and sign not in "<>:"


def entries(words: str) -> tuple[str, ...]:
    """The host's list, with commas between: addresses, @domains and sub:SUBJECT. Raises BadInput naming what is none of them."""
    found = []
    for entry in filter(None, map(str.strip, words.split(","))):
        known = entry if entry.startswith("sub:") else entry.lower()
        kind = _SUBJECT.fullmatch(known.removeprefix("sub:")) if entry.startswith("sub:") else None
        if not (kind or (entry.isascii() and (_ADDRESS.fullmatch(known) or _AT_DOMAIN.fullmatch(known)))):
            raise BadInput(
                "DATELINE_EDITORS: {entry!r} is neither an address, nor @ and a domain, nor sub: and a subject. Letters beyond"
                " ASCII are matched by sub: alone.",
                entry=entry,
            )
        found.append(known)
    return tuple(dict.fromkeys(found))


def is_listed(who: Person, listed: Collection[str]) -> bool:
    domain = who.email.rpartition("@")[2]
    return bool(
        (who.subject and f"sub:{who.subject}" in listed)
        or (who.email and (who.email in listed or f"@{domain}" in listed))
    )


def public(signature: str) -> str:
    """A signature as readers see it: the name, without the address, which is for editors and the file of corrections."""
    return re.sub(r"\s*<[^<>]*>$", "", signature) or signature

"""What editors decided: a text file that outlives every database, and its replay over what the program found.

Read book.py (the file), replay.py (what a correction does to an article), desk.py (making one, history, conflicts).
"""

from geo.corrections.book import EMPTY, FILE_NAME, Book, append, as_json, read, undo_of
from geo.corrections.desk import (
    CONFLICTS,
    FRAMES,
    SCOPES,
    Conflict,
    Entry,
    articles_to_renew,
    history,
    place_value,
    propose,
    published_value,
)
from geo.corrections.replay import correct_article, correct_parse

__all__ = [
    "CONFLICTS",
    "EMPTY",
    "FILE_NAME",
    "FRAMES",
    "SCOPES",
    "Book",
    "Conflict",
    "Entry",
    "append",
    "articles_to_renew",
    "as_json",
    "correct_article",
    "correct_parse",
    "history",
    "place_value",
    "propose",
    "published_value",
    "read",
    "undo_of",
]

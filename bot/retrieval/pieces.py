"""WordPiece: a text as the numbers a BERT encoder was trained on."""

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

MOST = 128  # pieces of a text, the beginning and the end among them: what is longer loses its middle
LONGEST = 100  # characters of a word: a longer one is unknown
BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_SYMBOLS = frozenset("$+<=>^`|~")  # BERT takes them for punctuation, Unicode doesn't
_HAN = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x323AF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


class Read(NamedTuple):
    """A text as an encoder reads it: numbers, which share of the pieces is known, and whether all are there."""

    numbers: list[int]
    known: float
    fits: bool


class Reader(Protocol):
    def read(self, text: str) -> Read: ...


def framed(pieces: Sequence[int], begin: int, end: int, *, unknown: int, most: int) -> Read:
    """Between the beginning's number and the end's; at most so many with them."""
    room = most - 2
    fits = len(pieces) <= room
    kept = pieces if fits else [*pieces[: room // 2], *pieces[-(room // 2) :]]
    known = sum(piece != unknown for piece in kept)
    return Read([begin, *kept, end], known / len(kept) if kept else 1.0, fits)


class Pieces:
    """The greedy longest-match-first splitting of Devlin et al. (2018), with one vocabulary.

    `vocabulary` holds a piece a line, in the order of their numbers. `cased` leaves letters and accents as they are.
    """

    def __init__(self, vocabulary: Sequence[str], *, cased: bool = False, most: int = MOST) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._begin, self._end = self._number[BEGIN], self._number[END]
        self._unknown = self._number[UNKNOWN]
        self._cased, self._most = cased, most
        self._of_word = functools.lru_cache(maxsize=32768)(self._split)

    def read(self, text: str) -> Read:
        every = [piece for word in _words(text, cased=self._cased) for piece in self._of_word(word)]
        return framed(every, self._begin, self._end, unknown=self._unknown, most=self._most)

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST:
            return (self._unknown,)
        found: list[int] = []
        start = 0
        while start < len(word):
            end = len(word)
            while end > start and self._named(word, start, end) not in self._number:
                end -= 1
            if end == start:
                return (self._unknown,)
            found.append(self._number[self._named(word, start, end)])
            start = end
        return tuple(found)

    @staticmethod
    def _named(word: str, start: int, end: int) -> str:
        return f"##{word[start:end]}" if start else word[start:end]


def _words(text: str, *, cased: bool) -> list[str]:
    folded = text if cased else unicodedata.normalize("NFD", text.lower())
    return "".join(_letters(folded, cased=cased)).split()


def _letters(text: str, *, cased: bool) -> Iterator[str]:
    """Letters as they are, what stands alone between spaces; control characters and, uncased, accents are left out."""
    for letter in text:
        kind = unicodedata.category(letter)
        if letter.isspace():
            yield " "
        elif kind[0] == "C" or letter == "\ufffd" or (kind == "Mn" and not cased):
            continue
        elif kind[0] == "P" or letter in _SYMBOLS or any(first <= ord(letter) <= last for first, last in _HAN):
            yield f" {letter} "
        else:
            yield letter

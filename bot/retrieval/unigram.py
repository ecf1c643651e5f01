"""SentencePiece's Unigram: a text as the numbers that XLM-R and most encoders of many languages were trained on."""

import base64
import struct
from collections.abc import Mapping
from typing import Any

from bot.retrieval.pieces import Read, framed

BEGIN, PAD, END, UNKNOWN = range(4)  # in fairseq's order, which XLM-R has; SentencePiece has the unknown one first
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3  # types of pieces
_UNDERSTOOD = {"Sequence", "Precompiled", "Replace", "Strip"}


class Strange(Exception):
    """The tokenizer isn't of this kind. The text says what it is or does."""


class Unigram:
    """The most likely splitting by Kudo (2018), as the library `sentencepiece` does it; raises ImportError without it.

    `model` is in its format; `ahead` is how much greater than its numbers those of the encoder are.
    """

    def __init__(self, model: bytes, *, most: int, ahead: int = 0) -> None:
        import sentencepiece

        self._split = sentencepiece.SentencePieceProcessor(model_proto=model).encode
        self._most, self._ahead = most, ahead

    def read(self, text: str) -> Read:
        """See Pieces.read."""
        split = self._split(text.encode("utf-8", "ignore").decode("utf-8"))
        numbers = [piece + self._ahead if piece + self._ahead > UNKNOWN else UNKNOWN for piece in split]
        return framed(numbers, BEGIN, END, unknown=UNKNOWN, most=self._most)


def from_sentencepiece(model: bytes, *, most: int) -> Unigram:
    """From the `sentencepiece.bpe.model` of XLM-R: beside SentencePiece's three special pieces fairseq has a fourth."""
    return Unigram(model, most=most, ahead=1)


def from_json(tokenizer: Mapping[str, Any], *, most: int) -> Unigram:
    """From a `tokenizer.json` of that kind: its pieces in their order, and how it normalises. Raises Strange."""
    vocabulary = [(str(piece), float(score)) for piece, score in tokenizer["model"]["vocab"]]
    special = {each["content"] for each in tokenizer.get("added_tokens", ()) if each["special"]}
    if [piece for piece, _ in vocabulary[: UNKNOWN + 1]] != ["<s>", "<pad>", "</s>", "<unk>"]:
        raise Strange("has its pieces in another order than XLM-R's")
    normalisers = _each(tokenizer.get("normalizer"))
    strange = {each["type"] for each in normalisers} - _UNDERSTOOD
    if strange:
        raise Strange(f"has the normalizer {min(strange)}")
    kinds = [_UNKNOWN if n == UNKNOWN else _CONTROL if p in special else _NORMAL for n, (p, _) in enumerate(vocabulary)]
    pieces = [_piece(piece, score, kind) for (piece, score), kind in zip(vocabulary, kinds, strict=True)]
    charsmap = next((each["precompiled_charsmap"] for each in normalisers if each["type"] == "Precompiled"), "")
    return Unigram(b"".join(pieces) + _field(3, _field(2, base64.b64decode(charsmap or ""))), most=most)


def _each(normaliser: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if normaliser is None:
        return []
    return [inner for each in normaliser.get("normalizers", ()) for inner in _each(each)] or [normaliser]


# SentencePiece's file is a protocol buffer: ModelProto of sentencepiece_model.proto.
def _piece(piece: str, score: float, kind: int) -> bytes:
    return _field(1, _field(1, piece.encode()) + b"\x15" + struct.pack("<f", score) + bytes((0x18, kind)))


def _field(number: int, content: bytes) -> bytes:
    return bytes((number << 3 | 2,)) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    found = []
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes((*found, number))

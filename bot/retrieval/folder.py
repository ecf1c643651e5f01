"""An encoder's folder, as it is downloaded from the model's page: which files it has and what they say."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.retrieval import unigram
from bot.retrieval.graph import Unloadable
from bot.retrieval.pieces import MOST, Pieces, Reader

TOKENIZERS = ("tokenizer.json", "vocab.txt", "sentencepiece.bpe.model")
POOLINGS = ("mean", "cls", "lasttoken")
INSTALL = "python -m pip install sentencepiece"
_READ = {"Transformer", "Pooling", "Normalize"}  # lengths are no matter: only angles are compared


@dataclass(frozen=True)
class Described:
    """What is needed to encode as the model was trained. `name` is that of these files and of nothing else."""

    model: Path
    pieces: Reader
    pooling: str
    prefix: str
    name: str


def described(named: Path, prefix: str) -> Described:
    """What the folder says, or that of the .onnx file that is named; no `prefix`: its own. Raises Unloadable."""
    model = _model(named)
    folders = [model.parent, model.parent.parent] if model.parent.name == "onnx" else [model.parent]
    modules = {str(each["type"]).rsplit(".", 1)[-1]: each for each in _json(folders, "modules.json", [])}
    strange = modules.keys() - _READ
    if strange:
        raise Unloadable(f"ENCODER's modules.json names {min(strange)}, which isn't supported. Take another model.")
    pooling = _pooling(_json(folders, f"{modules.get('Pooling', {}).get('path', '1_Pooling')}/config.json", {}))
    prompts = _json(folders, "config_sentence_transformers.json", {}).get("prompts") or {}
    prefix = prefix or prompts.get("query", "")
    most = min(MOST, int(_json(folders, "sentence_bert_config.json", {}).get("max_seq_length") or MOST))
    tokenizer = next(filter(None, (_found(folders, name) for name in TOKENIZERS)), None)
    if tokenizer is None:
        raise Unloadable(f"ENCODER's folder has no {', '.join(TOKENIZERS[:-1])} or {TOKENIZERS[-1]}. Download one.")
    files = (*sorted(model.parent.glob(f"{model.name}*")), tokenizer)  # large models have model.onnx_data, too
    pieces = _pieces(folders, tokenizer, most)
    return Described(model, pieces, pooling, prefix, _digest(files, pooling, prefix, most))


def _model(named: Path) -> Path:
    if named.suffix == ".onnx" and named.is_file():
        return named
    usual = [folder / "model.onnx" for folder in (named, named / "onnx") if (folder / "model.onnx").is_file()]
    found = usual[:1] or [*named.glob("*.onnx"), *named.glob("onnx/*.onnx")]
    if len(found) > 1:
        raise Unloadable(f"ENCODER names a folder with {len(found)} models. Name one, such as {min(found)}.")
    if not found:
        raise Unloadable("ENCODER names a folder without model.onnx. Download it there, from the model's onnx folder.")
    return found[0]


def _found(folders: Iterable[Path], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def _json(folders: Iterable[Path], name: str, default: Any) -> Any:
    file = _found(folders, name)
    try:
        return json.loads(file.read_text("utf-8")) if file else default
    except ValueError as broken:
        raise Unloadable(f"ENCODER's {name} is no JSON. Download it again, as the file itself.") from broken


def _pooling(config: Mapping[str, Any]) -> str:
    """As newer models write it, a name, or as older ones do: a yes or no for each."""
    each = [str(name).removeprefix("pooling_mode_") for name, yes in config.items() if yes is True]
    chosen = config.get("pooling_mode") or next(
        (name.split("_token")[0] for name in each if name != "include_prompt"), "mean"
    )
    if chosen not in POOLINGS:
        raise Unloadable(f"ENCODER's model pools by {chosen}, which isn't supported. Take another model.")
    return str(chosen)


def _pieces(folders: Sequence[Path], tokenizer: Path, most: int) -> Reader:
    try:
        if tokenizer.suffix == ".txt":
            cased = _json(folders, "tokenizer_config.json", {}).get("do_lower_case") is False
            return Pieces(tokenizer.read_text("utf-8").splitlines(), cased=cased, most=most)
        if tokenizer.suffix == ".model":
            return unigram.from_sentencepiece(tokenizer.read_bytes(), most=most)
        return _from_json(_json(folders, tokenizer.name, {}), most)
    except ImportError as missing:
        raise Unloadable(f"ENCODER's {tokenizer.name} needs sentencepiece. Install it: {INSTALL}") from missing
    except unigram.Strange as strange:
        raise Unloadable(
            f"ENCODER's {tokenizer.name} {strange}, which isn't supported. Take another model."
        ) from strange
    except (LookupError, TypeError, ValueError, RuntimeError) as broken:  # the last by sentencepiece
        raise Unloadable(
            f"ENCODER's {tokenizer.name} can't be read. Download it again, as the file itself."
        ) from broken


def _from_json(tokenizer: Mapping[str, Any], most: int) -> Reader:
    kind = tokenizer["model"].get("type")
    if kind == "Unigram":
        return unigram.from_json(tokenizer, most=most)
    if kind != "WordPiece":
        raise unigram.Strange(f"is of the kind {kind}")
    vocabulary = tokenizer["model"]["vocab"]
    cased = (tokenizer.get("normalizer") or {}).get("lowercase") is False
    return Pieces(sorted(vocabulary, key=vocabulary.__getitem__), cased=cased, most=most)


def _digest(files: Iterable[Path], *said: object) -> str:
    found = hashlib.sha256(repr(said).encode())
    for file in files:
        with file.open("rb") as opened:
            found.update(hashlib.file_digest(opened, "sha256").digest())
    return found.hexdigest()[:16]

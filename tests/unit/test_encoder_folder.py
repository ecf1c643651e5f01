"""An encoder's folder as it is downloaded, with all that it says and lacks."""

import base64
import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import sentencepiece

from bot import retrieval
from bot.retrieval import encoder as encoding
from bot.retrieval import unigram
from bot.retrieval.confidence import PLAIN
from bot.retrieval.encoder import Encoder, Head
from bot.retrieval.folder import described
from tests.encoders import VOCABULARY, as_downloaded

TEXT = "Is it safe to drink the tap water?"
SAID = [
    "Is the pool open? Is the water safe?",
    "Wo ist die Apotheke? Ist das Wasser trinkbar?",
    "¿Dónde está la farmacia?",
    "手术前可以吃饭吗？ 游泳池开放吗？",
]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 470301610\n"


@pytest.fixture(scope="module")
def trained() -> bytes:
    """A SentencePiece model, whose first three pieces are those of XLM-R's."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SAID * 20),
        model_writer=written,
        vocab_size=70,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=3,
    )
    return written.getvalue()


@pytest.fixture(scope="module")
def converted(trained: bytes) -> dict[str, Any]:
    """The same as `tokenizer.json`, as it is written for XLM-R's: fairseq's four pieces first, the mask last."""
    known = sentencepiece.SentencePieceProcessor(model_proto=trained)
    usual = [(known.id_to_piece(each), known.get_score(each)) for each in range(3, known.get_piece_size())]
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    pieces = [*((each, 0.0) for each in special[:4]), *usual, ("<mask>", 0.0)]
    replace = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
    charsmap = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(_charsmap(trained)).decode()}
    return {
        "added_tokens": [{"content": each, "special": True} for each in special],
        "normalizer": {"type": "Sequence", "normalizers": [charsmap, replace]},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": pieces},
    }


def _charsmap(model: bytes) -> bytes:
    """What follows the rule's name: a tag, the length in bytes of seven bits, and so many bytes."""
    at = model.rindex(b"nmt_nfkc") + len(b"nmt_nfkc") + 1
    length = shift = 0
    while True:
        length |= (model[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if model[at - 1] < 128:
            return model[at : at + length]


def raw(named: str, text: str = TEXT, prefix: str = "") -> Any:
    return retrieval.load(named, prefix).encode_one(text).raw


def plain(**how: str) -> Encoder:
    return Encoder(encoding.model_file(), encoding.wordpieces(), name="plain", head=Head(PLAIN), **how)


def test_a_folder_is_taken_as_the_models_page_has_it(tmp_path: Path):
    pieces = VOCABULARY.splitlines()
    tokenizer = {
        "normalizer": {"type": "BertNormalizer", "lowercase": True},
        "model": {"type": "WordPiece", "vocab": {piece: number for number, piece in enumerate(pieces)}},
    }
    files = {
        "config.json": {"model_type": "bert"},
        "modules.json": [
            {"path": "", "type": "sentence_transformers.models.Transformer"},
            {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"pooling_mode_cls_token": False, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": 512, "do_lower_case": False},
        "config_sentence_transformers.json": {"__version__": {"sentence_transformers": "5.1.0"}},
    }
    whole = as_downloaded(tmp_path / "whole", {**files, "tokenizer.json": tokenizer})
    least = as_downloaded(tmp_path / "least", onnx="model.onnx")

    own = retrieval.load(whole)

    assert own.learned is PLAIN
    assert np.allclose(own.encode_one(TEXT).raw, raw(least), atol=1e-4)
    assert own.name not in (encoding.BUILT_IN, retrieval.load(least).name)


@pytest.mark.parametrize(("pooling", "place"), [("cls", 0), ("lasttoken", -1)])
def test_vectors_are_pooled_as_the_model_was_trained(tmp_path: Path, pooling: str, place: int):
    older = {f"pooling_mode_{pooling}{'_token' * (pooling == 'cls')}": True, "include_prompt": True}
    for name, config in (("older", older), ("newer", {"pooling_mode": pooling})):
        named = as_downloaded(tmp_path / name, {"1_Pooling/config.json": config})
        assert described(Path(named), "").pooling == pooling

    numbers = encoding.wordpieces().read(TEXT).numbers
    fed = {"input_ids": [numbers], "attention_mask": [[1] * len(numbers)], "token_type_ids": [[0] * len(numbers)]}
    hidden = onnxruntime.InferenceSession(encoding.model_file()).run(
        None, {name: np.array(each, np.int64) for name, each in fed.items()}
    )[0][0]
    expected = hidden[place] / np.linalg.norm(hidden[place])
    assert np.allclose(plain(pooling=pooling).encode_one(TEXT).raw, expected, atol=1e-4)


def test_what_goes_before_each_text_is_the_models_own_unless_another_is_set(tmp_path: Path):
    prompts = {"prompts": {"query": "query: ", "document": "passage: "}, "default_prompt_name": None}
    named = as_downloaded(tmp_path, {"config_sentence_transformers.json": prompts})
    alone = as_downloaded(tmp_path / "alone")

    assert np.allclose(
        plain(prefix="query: ").encode_one(TEXT).raw, plain().encode_one(f"query: {TEXT}").raw, atol=1e-4
    )
    assert (described(Path(named), "").prefix, described(Path(named), "ask: ").prefix) == ("query: ", "ask: ")
    assert len({retrieval.load(*each).name for each in ((named,), (named, "ask: "), (alone,))}) == 3
    assert not np.allclose(raw(alone), raw(alone, prefix="query: "), atol=1e-2)


def test_what_goes_before_a_text_says_nothing_of_whether_it_can_be_read():
    seen = plain(prefix="Represent this sentence for searching relevant passages: ").encode_one("ร้านขายยาอยู่ที่ไหน")

    assert not seen.is_readable
    assert not seen.understood


def test_a_shorter_model_reads_less_and_capitals_count_where_the_model_tells_them_apart(tmp_path: Path):
    files = {"sentence_bert_config.json": {"max_seq_length": 16}, "tokenizer_config.json": {"do_lower_case": False}}
    pieces = described(Path(as_downloaded(tmp_path, files)), "").pieces

    assert len(pieces.read("water " * 50).numbers) == 16
    assert not pieces.read("water " * 50).fits
    assert pieces.read("Water").known == 0


def test_one_of_several_models_is_named(tmp_path: Path):
    as_downloaded(tmp_path, onnx="onnx/model_O4.onnx")
    named = as_downloaded(tmp_path, onnx="onnx/model_qint8.onnx")

    with pytest.raises(retrieval.Unloadable, match=r"2 models. Name one, such as .*onnx/model_O4.onnx"):
        retrieval.load(named)
    assert retrieval.load(f"{named}/onnx/model_qint8.onnx").encode_one(TEXT).understood


def test_what_all_vectors_have_in_common_is_taken_off(tmp_path: Path):
    own = retrieval.load(as_downloaded(tmp_path))

    every = np.stack([each.raw for each in own.encode(encoding.EVERYDAY)])

    assert np.linalg.norm(every.mean(axis=0)) < 0.1 < np.linalg.norm(plain().encode_one("?").raw)
    assert abs(np.mean(every @ every.T - np.eye(len(every)))) < 0.1


TEXTS = [*SAID, "the  pool\tis ｏｐｅｎ…", "ﬁne ½", "<s> the <mask> </s>", "ጤና 👶", "", " ", "\ud83d open", "x" * 3000]


@pytest.mark.parametrize("text", TEXTS)
def test_both_files_of_a_tokenizer_split_alike(trained: bytes, converted: dict[str, Any], text: str):
    one, other = unigram.from_sentencepiece(trained, most=128), unigram.from_json(converted, most=128)

    assert one.read(text) == other.read(text)
    numbers = one.read(text).numbers
    assert (numbers[0], numbers[-1], len(numbers) <= 128) == (0, 2, True)
    assert not {0, 1, 2} & set(numbers[1:-1])


def test_pieces_have_the_numbers_of_the_model(trained: bytes, converted: dict[str, Any]):
    known = [piece for piece, _ in converted["model"]["vocab"]]

    read = unigram.from_json(converted, most=128).read("the pool ጤ")

    assert "".join(known[number] for number in read.numbers) == "<s>▁the▁pool▁<unk></s>"
    assert 0.5 < read.known < 1


def test_a_tokenizer_that_changes_no_letter_splits_them_as_they_are(converted: dict[str, Any]):
    as_is = unigram.from_json({**converted, "normalizer": None}, most=128)

    assert as_is.read("the pool") == unigram.from_json(converted, most=128).read("the pool")
    assert as_is.read("ｔｈｅ").known < 1


@pytest.mark.parametrize("file", ["sentencepiece.bpe.model", "tokenizer.json"])
def test_an_encoder_of_many_languages_is_loaded(tmp_path: Path, trained: bytes, converted: dict[str, Any], file: str):
    held = trained if file.endswith("model") else converted
    own = retrieval.load(as_downloaded(tmp_path, {file: held}), "query: ")

    seen = own.encode_one("¿Dónde está la farmacia?")

    assert seen.understood
    assert not seen.english


def test_without_sentencepiece_it_is_said_what_to_install(
    tmp_path: Path, trained: bytes, monkeypatch: pytest.MonkeyPatch
):
    named = as_downloaded(tmp_path, {"sentencepiece.bpe.model": trained})
    monkeypatch.setitem(sys.modules, "sentencepiece", None)

    with pytest.raises(retrieval.Unloadable, match=r"needs sentencepiece. Install it: python"):
        retrieval.load(named)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"modules.json": [{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]}, "names Dense"),
        ({"1_Pooling/config.json": {"pooling_mode_max_tokens": True}}, "pools by max, which isn't supported"),
        ({"1_Pooling/config.json": {"pooling_mode": "weightedmean"}}, "pools by weightedmean"),
        ({"1_Pooling/config.json": {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}}, "cls and mean"),
        ({"config_sentence_transformers.json": []}, "isn't what it is elsewhere. Download it again"),
        ({"vocab.txt": VOCABULARY.replace("[CLS]", "<s>")}, "if it is whole, take another model"),
        ({"tokenizer.json": {"model": {"type": "BPE"}}}, "is of the kind BPE, which isn't supported"),
        ({"tokenizer.json": POINTER}, "tokenizer.json is no JSON. Download it again"),
        ({"tokenizer.json": {"model": {"type": "Unigram"}}}, "tokenizer.json can't be read. Download it again"),
        ({"tokenizer.json": []}, "tokenizer.json isn't what it is"),
        ({"sentencepiece.bpe.model": POINTER}, "sentencepiece.bpe.model can't be read"),
        ({"vocab.txt": POINTER}, "vocab.txt can't be read"),
        ({"vocab.txt": b"\xff\xfe"}, "vocab.txt can't be read"),
        ({"modules.json": "<html>"}, "modules.json is no JSON"),
        ({"onnx/model.onnx": POINTER}, r"model.onnx can't be loaded \(\w+\). Download it again, all of it"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence_with_what_to_do(tmp_path: Path, files: dict[str, Any], said: str):
    with pytest.raises(retrieval.Unloadable, match=said):
        retrieval.load(as_downloaded(tmp_path, files))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"normalizer": {"type": "Sequence", "normalizers": [{"type": "Lowercase"}]}}, "has the normalizer Lowercase"),
        ({"model": {"type": "Unigram", "vocab": [["<pad>", 0.0], ["</s>", 0.0]]}}, "in another order than XLM-R's"),
    ],
)
def test_another_tokenizer_is_not_taken_for_that_kind(
    tmp_path: Path, converted: dict[str, Any], part: dict[str, Any], said: str
):
    with pytest.raises(retrieval.Unloadable, match=said):
        retrieval.load(as_downloaded(tmp_path, {"tokenizer.json": {**converted, **part}}))


def test_a_graph_that_wants_something_else_is_not_used(tmp_path: Path):
    graph = encoding.model_file().read_bytes().replace(b"token_type_ids", b"position_ids_x")

    with pytest.raises(retrieval.Unloadable, match="wants position_ids_x, too"):
        retrieval.load(as_downloaded(tmp_path, {"onnx/model.onnx": graph}))


def test_a_tokenizer_of_another_model_is_noticed(tmp_path: Path):
    vocabulary = "\n".join([*(f"[unused{each}]" for each in range(40000)), *VOCABULARY.splitlines()])

    with pytest.raises(retrieval.Unloadable, match="and its tokenizer don't fit"):
        retrieval.load(as_downloaded(tmp_path, {"vocab.txt": vocabulary}))


def test_a_folder_without_what_is_needed_says_so(tmp_path: Path):
    named = as_downloaded(tmp_path)
    (tmp_path / "vocab.txt").unlink()

    with pytest.raises(retrieval.Unloadable, match=r"has no tokenizer.json, vocab.txt or sentencepiece.bpe.model"):
        retrieval.load(named)
    with pytest.raises(retrieval.Unloadable, match=r"names .*/nowhere, where there is no model.onnx"):
        retrieval.load(str(tmp_path / "nowhere"))


def test_what_may_not_be_read_is_said(tmp_path: Path):
    named = as_downloaded(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    (tmp_path / "vocab.txt").symlink_to("/proc/self/mem")

    with pytest.raises(retrieval.Unloadable, match="which can't be read"):
        retrieval.load(named)


def test_of_an_encoder_about_which_nothing_was_learned_more_is_asked_for_before_two_are_told_to_be_the_same():
    own = plain()
    asked, known = "How long can somebody spread the flu?", "How does the flu spread?"

    sure = retrieval.sameness(asked, known, own.encode_one(asked), own.encode_one(known), own.learned)
    assert sure < own.learned.same_from

"""What a text that somebody wrote or picked makes of the expert's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.trimming.choosing import features
from bot.trimming.guarding import guard
from bot.trimming.omissions import omissions
from bot.trimming.outline import outline, plain_question, public_text
from bot.trimming.reply import Reply
from bot.trimming.sentences import Sentence
from bot.trimming.stems import terms
from bot.trimming.vocabulary import language

_STILL_THERE = 0.7  # of a sentence's telling words: so much of them, and it was reworded, not left out


@dataclass(frozen=True)
class Review:
    """In words: what a text changes, and what a reader may believe wrongly because of what it leaves out."""

    changes: tuple[str, ...]
    omissions: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.changes + self.omissions


def review(messages: Sequence[str], *, question: str, text: str) -> Review:
    """Hold `text` against the sentences of these Slack messages (mrkdwn, in order). No text raises."""
    question = plain_question(question)
    sentences = outline(messages, question=question)
    changed = guard("\n".join(one.text for one in sentences), text) if sentences else ()
    kept = _kept(sentences, text)
    return Review(changed, omissions(Reply.of(sentences, question), kept) if kept else ())


def judged(messages: Sequence[str], *, question: str, texts: Sequence[str]) -> list[dict[str, float] | None]:
    """What each text is judged by (`choosing.features`); None for one that isn't made of whole sentences of theirs."""
    question = plain_question(question)
    reply = Reply.of(outline(messages, question=question), question)
    found: list[dict[str, float] | None] = []
    for text in texts:
        kept = frozenset(i for i, one in enumerate(reply.sentences) if public_text([one]) in text)
        whole = bool(kept) and _letters(reply.text(kept)) == _letters(text)
        found.append(features(reply, kept) if whole else None)
    return found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _kept(sentences: Sequence[Sentence], text: str) -> frozenset[int]:
    """The sentences that stand in the text, word for word or worded anew."""
    name = language(text)
    said = frozenset(terms(text, name))
    return frozenset(
        i for i, one in enumerate(sentences) if public_text([one]) in text or _is_said(terms(one.text, name), said)
    )


def _is_said(words: Sequence[str], said: frozenset[str]) -> bool:
    return bool(words) and sum(word in said for word in words) >= _STILL_THERE * len(words)

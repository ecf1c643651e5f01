"""From what an expert wrote to at most three texts that fit, or an honest no."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from bot.trimming.choosing import Choice, choose, is_complete, smallest
from bot.trimming.cleaning import oddities
from bot.trimming.counting import fits, length
from bot.trimming.guarding import guard
from bot.trimming.omissions import COUNTED, omissions
from bot.trimming.outline import outline, plain_question
from bot.trimming.reply import Reply
from bot.trimming.results import Candidate, Shortened
from bot.trimming.sentences import short
from bot.trimming.vocabulary import language
from bot.trimming.weights import USUAL, Weights

_NOTHING = "There is no sentence for the public in this reply yet."
_DELETED = "Nothing of what was written here is left."
_NOT_ALONE = "No sentence of this reply can stand on its own."
_NOT_THE_ANSWER = "What fits doesn't answer the question; the sentence that does is too long."
_UNKNOWN_LANGUAGE = "I don't know this language's words, so I can't see what may mislead. Please read it with care."
WHOLE: Mapping[int, str] = MappingProxyType({})
_GOOD_ENOUGH = 0.7  # of the best sentence's score: less than that isn't the answer


def shorten(messages: Sequence[str], *, question: str, limit: int, network: str, weights: Weights = USUAL) -> Shortened:
    """Whole sentences of these Slack messages (mrkdwn, in order) that fit `limit`, best for the question first.

    `limit` and all lengths are in the network's unit. Nothing changes within a sentence. No text raises.
    """
    question = plain_question(question)
    sentences = outline(messages, question=question)
    reply = Reply.of(sentences, question, weights)
    every = tuple(one.text for one in sentences)
    full = reply.text(reply.shown)
    if not any(character.isalnum() for character in full):
        nothing = _NOTHING if messages else _DELETED
        return Shortened((), full, every, "", 0, next(filter(None, reply.blocked.values()), nothing))
    lengths = [length(each, network) for each in every]

    def small(chosen: Choice) -> bool:
        return sum(lengths[i] for i in chosen) <= limit and fits(reply.text(chosen), limit, network)

    if why := _taken_back(reply):
        return Shortened((), full, every, "", 0, why)
    if small(reply.shown) and (not reply.blocked or is_complete(reply, reply.shown)):
        chosen = [reply.shown]
    else:
        reply, chosen = _choose(reply, small)
    odd = oddities("\n".join(messages))
    candidates = tuple(candidate(reply, each, odd, network) for each in chosen)
    candidates = tuple(each for each in candidates if not guard("\n".join(every), each.text))
    if not candidates:
        return _refusal(reply, full, every, limit=limit, network=network)
    return Shortened(candidates, full, every, candidates[0].text, 0, "")


def _choose(reply: Reply, small: Callable[[Choice], bool]) -> tuple[Reply, list[Choice]]:
    """The best texts; where none fits, those with a pronoun that lost its noun. None where they miss the answer."""
    for each in (reply, reply.loosened()):
        if chosen := [one for one in choose(each, small) if answers(each, one)]:
            return each, chosen
    return reply, []


def _taken_back(reply: Reply) -> str:
    """Why the yes or no, the time, the price … that was asked for isn't told any more; empty where it is, or never
    was."""
    bare = not all(reply.blocked.values())  # `Sorry, 72 hours, not 48.`: a correction that says nothing by itself
    if bare and reply.polar and not any(reply.answers[i] for i in reply.shown):
        for i, why in reply.blocked.items():
            if why and reply.answers[i]:
                return why
    asked = (reply.asked & COUNTED) or reply.asked  # minutes are no dose
    only_anew = any(asked & reply.kinds[i] for i, why in reply.blocked.items() if not why)  # `19 cases now.`
    if any(asked & reply.kinds[i] for i in reply.shown) and (not only_anew or answers(reply, reply.shown)):
        return ""
    gone = [i for i in reply.blocked if asked & reply.kinds[i] and not reply.sentences[i].private]
    return next((reply.blocked[i] for i in gone if reply.blocked[i]), "")


def answers(reply: Reply, chosen: Choice) -> bool:
    """Whether it holds a sentence about as good as the best there is."""
    return max(reply.scores[i] for i in chosen) >= _GOOD_ENOUGH * reply.scores[reply.best]


def candidate(
    reply: Reply,
    chosen: Choice,
    odd: tuple[str, ...],
    network: str,
    *,
    text: str = "",
    ends: Mapping[int, str] = WHOLE,
) -> Candidate:
    """The chosen sentences with all there is to say of them. `text` is made of them where some were cut; then `ends`
    has, by place, what was cut off; `odd` says what looks otherwise than it is."""
    text = text or reply.text(chosen)
    left = tuple(ends.get(i, one.text) for i, one in enumerate(reply.sentences) if i not in chosen or i in ends)
    misleading = tuple(f"Part of a sentence is left out: “{short(end)}”" for end in ends.values())
    misleading += omissions(reply, chosen)
    warnings = misleading
    if left and not (language(text) or language(" ".join(one.text for one in reply.sentences))):
        warnings += (_UNKNOWN_LANGUAGE,)
    warnings += tuple(reason for i, reason in reply.blocked.items() if reason and not reply.sentences[i].private)
    return Candidate(text, length(text, network), left, tuple(dict.fromkeys(warnings + odd)), misleading)


def _refusal(reply: Reply, full: str, every: tuple[str, ...], *, limit: int, network: str) -> Shortened:
    """Nothing fits: the shortest text that would answer, and by how much it is over."""
    bar = _GOOD_ENOUGH * reply.scores[reply.best]
    whole = [smallest(reply, i) for i in reply.shown if reply.scores[i] >= bar]
    texts = [reply.text(each) for each in whole if each is not None]
    if not texts:
        return Shortened((), full, every, "", 0, reply.blocked.get(reply.best) or _NOT_ALONE)
    nearest = min(texts, key=lambda text: length(text, network))
    over = max(length(nearest, network) - limit, 0)
    reason = f"Your shortest complete answer is {over} over the limit of {limit}." if over else _NOT_THE_ANSWER
    return Shortened((), full, every, nearest, over, reason)

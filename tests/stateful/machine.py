"""People who do whatever comes to their minds, right or wrong, while time passes and Slack has its days.

Each rule says what happened in a sentence, so that a failure reads as a story.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.db.models import Question
from bot.lifecycle import MOVES, Move, Stage
from sandbox.errors import ActError
from tests.flows.reading import newest, signatures
from tests.stateful import acts, ways
from tests.stateful.acts import DO
from tests.stateful.invariants import broken, effects, pairs, unsettled
from tests.stateful.quick import Json, QuickWorld
from tests.stateful.ways import REACH

PEOPLE = ["maya", "sam", "priya", "lena", "tom", "ada", "omar", "ruth"]
SPANS = ["1 second", "16 seconds", "2 minutes", "6 minutes", "20 minutes", "70 minutes"]
WORDS = [
    "Yes, you can visit after 48 hours.",
    "Sorry, it is 72 hours.",
    "Thanks!",
    "Yes, you can visit. Do not come in if you still cough, " + "whatever anybody says, " * 5 + "or sneeze.",
    "Bring a mask, and wash your hands for 30 seconds. " * 4,
    "<!channel> No.",
]
TROUBLES: list[Json] = [
    {"lose_next_reply": 1},
    {"answer_500": 1},
    {"answer_429": 1, "retry_after": 30},
    {"answer_error": {"chat.postMessage": "is_archived"}},
    {"answer_error": {"conversations.invite": "cant_invite"}},
    {"answer_error": {"chat.update": "message_not_found"}},
    {"repeat_events": 2},
    {"drop_first_try": 1},
    {"delay_events": 40},
]
MORE = {"pass_to": ":U0OMAR", "use_other": ":0"}  # what their values say besides question and revision
BUTTONS = [
    "acknowledge", "pass_on", "ask_back", "inform", "assign", "reassign", "adopt_draft", "sign_off", "edit_draft",
    "use_last", "take_back", "approve", "send_back", "posted", "withdraw", "reopen", "still_right", "add_link", "amend",
    "can_answer", "follow_up", "pass_to", "use_other", "right_without", "merge", "split", "split_off", "askers",
]  # fmt: skip

person = st.sampled_from(PEOPLE)


class Everybody(RuleBasedStateMachine):
    """`world` and `runner` are set once for a whole run; a story begins anew on them."""

    world: ClassVar[QuickWorld]
    runner: ClassVar[asyncio.Runner]
    hit: ClassVar[set[tuple[Stage, Move]]]
    steps: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.do(self.world.begin())
        self.question: Question = Question(stage=Stage.CHOOSING)
        self.asked = 0

    def do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(what)

    def step(self, sentence: str, what: Coroutine[Any, Any, Any]) -> None:
        """Something happens, and the promises are checked."""
        note(sentence)
        type(self).steps += 1
        try:
            self.do(what)
        except (ActError, RuntimeError) as impossible:  # Slack's own screen doesn't let them
            if isinstance(impossible, RuntimeError) and not isinstance(impossible.__cause__, StopIteration):
                raise
            note(f"  (Slack: {impossible})")
            self.do(self.world.quiet())
        self.check(broken)

    def check(self, promises: Any) -> None:
        wrong = self.do(promises(self.world))
        if wrong:
            note(self.world.transcript())
        assert wrong == [], "\n".join(wrong)
        self.question = self.do(newest(self.world))
        self.asked = self.question.id

    # -- how it begins

    @initialize(way=st.sampled_from([*REACH.values(), ways.signed_by_comms]))
    def a_question_has_come_so_far(self, way: Any) -> None:
        self.step(f"A question has come so far: {way.__name__}.", way(self.world))

    # -- what should happen

    @rule(nth=st.integers(0, 12))
    def somebody_does_what_is_next(self, nth: int) -> None:
        question = self.question
        moves = [move for stage, move in MOVES if stage is question.stage and move in DO]
        self._tries(question, moves[nth % len(moves)])

    @rule(first=st.integers(0, 12), second=st.integers(0, 12))
    def two_things_happen(self, first: int, second: int) -> None:
        self.somebody_does_what_is_next(first)
        self.somebody_does_what_is_next(second)

    @rule(move=st.sampled_from(list(DO)))
    def somebody_tries_to(self, move: Move) -> None:
        self._tries(self.question, move)

    def _tries(self, question: Question, move: Move) -> None:
        who = question.holder or "nobody"
        self.step(f"In {question.stage} (with {who}): {move}.", DO[move](self.world, question))

    @precondition(lambda self: self.asked < 3)
    @rule(who=person, text=st.sampled_from([acts.COLD, acts.AGAIN, acts.MOON]), closes=st.booleans())
    def forwards(self, who: str, text: str, closes: bool) -> None:
        async def forward() -> None:
            me = getattr(self.world, who)
            await me.types(f"/ask {text}", channel="general")
            if closes:
                await acts.close_all(self.world, me.id)
            elif me.windows:
                await me.fills(account="main")

        self.step(f"{who} forwards “{text}” and {'closes' if closes else 'sends'} the window.", forward())

    # -- what may happen

    @rule(who=person, button=st.sampled_from(BUTTONS), age=st.integers(0, 2), times=st.integers(1, 2))
    def presses(self, who: str, button: str, age: int, times: int) -> None:
        question = self.question
        value = f"{question.id}:{max(question.revision - age, 0)}" + MORE.get(button, "")
        old = f" of {age} drafts ago" if age else ""
        twice = " twice" if times > 1 else ""
        user, signed = f"U0{who.upper()}", self.do(signatures(self.world))
        self.step(f"{who} presses [{button}]{old}{twice}.", acts.press(self.world, user, button, value, times=times))
        if age and question.revision and button in ("sign_off", "approve"):
            assert len(self.do(signatures(self.world))) <= len(signed), "signed what they had not seen"

    @precondition(lambda self: self.question.stage in (Stage.AWAITING_SIGN_OFF, Stage.AWAITING_APPROVAL))
    @rule(age=st.integers(1, 2))
    def the_holder_presses_the_button_of_an_older_draft(self, age: int) -> None:
        button = "sign_off" if self.question.stage is Stage.AWAITING_SIGN_OFF else "approve"
        if self.question.revision:
            self.presses(self.question.holder[2:].lower(), button, age, 1)

    @precondition(lambda self: self.question.stage is Stage.AWAITING_APPROVAL)
    @rule()
    def the_signer_presses_approve(self) -> None:
        self.presses(self.question.expert[2:].lower(), "approve", 0, 1)

    @rule(who=person, words=st.sampled_from(WORDS), to=st.sampled_from(PEOPLE), yes=st.booleans())
    def sends_the_window(self, who: str, words: str, to: str, yes: bool) -> None:
        user, other = f"U0{who.upper()}", f"U0{to.upper()}"
        fields = {"words": words, "note": words, "text": words, "anybody": other, "posted": "yes" if yes else "no"}
        self.step(f"{who} sends their window: {words[:30]}… {to}, {yes}.", acts.fill(self.world, user, **fields))

    @rule(who=person, words=st.sampled_from(WORDS))
    def writes(self, who: str, words: str) -> None:
        what = acts.say(self.world, self.question, f"U0{who.upper()}", words)
        self.step(f"{who} writes “{words[:40]}” in the thread.", what)

    @rule(who=person, words=st.sampled_from([*WORDS, ""]))
    def thinks_better_of_it(self, who: str, words: str) -> None:
        self.step(
            f"{who} {'edits' if words else 'deletes'} their last word: “{words[:40]}”.",
            acts.change_last(self.world, f"U0{who.upper()}", words),
        )

    @rule(label=st.sampled_from(["Yes, use it", "No", "I can answer this"]), who=person)
    def clicks_in_a_whisper(self, who: str, label: str) -> None:
        me = getattr(self.world, who)
        if me.sees_button(label):
            self.step(f"{who} clicks [{label}].", me.clicks(label))

    @rule(span=st.sampled_from(SPANS))
    def nobody_does_anything_for(self, span: str) -> None:
        self.step(f"{span} pass.", self.world.moves(span))

    @rule(nth=st.integers(0, 5))
    def slack_sends_again(self, nth: int) -> None:
        """What was answered once comes again: nothing more may follow from it."""
        sent = [one for one in self.world.sandbox.deliveries if not acts.was_refused(one)]
        if not sent:
            return
        one = sent[-1 - nth % len(sent)]
        before = self.do(effects(self.world))
        self.step(f"Slack sends a {one['body'].get('type', one['kind'])} again.", acts.again(self.world, one))
        assert self.do(effects(self.world)) == before, "a second copy of a delivery had an effect"

    @rule(trouble=st.sampled_from(TROUBLES))
    def slack_has_trouble(self, trouble: Json) -> None:
        note(f"Slack: {trouble}")
        self.world.sandbox.troubles.set(trouble)

    @rule()
    def the_bot_is_restarted(self) -> None:
        self.step("The bot is restarted.", self.world.restart())

    @rule(who=st.sampled_from(["lena", "tom", "sam"]), do=st.sampled_from(["deactivate", "activate", "leave", "join"]))
    def comes_or_goes(self, who: str, do: str) -> None:
        user = f"U0{who.upper()}"
        self.step(f"{who}: {do}.", acts.come_or_go(self.world, user, do))

    @rule()
    def an_owner_deletes_the_card(self) -> None:
        card = self.world.desk.card()
        if card is not None:
            self.step("An owner deletes the card.", self.world.delete_message(self.world.desk, card))

    def teardown(self) -> None:
        """The troubles end, time passes, and the books balance."""
        self.world.sandbox.troubles.clear()
        self.do(self.world.passes(400))
        self.do(self.world.passes(90))
        self.check(broken)
        self.check(unsettled)

        async def count() -> None:
            async with self.world.bot.db.snapshot() as session:
                type(self).hit |= await pairs(session)

        self.do(count())

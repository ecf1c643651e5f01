"""What a person can do to a question, by the names of moves."""

from collections.abc import Awaitable, Callable

from bot.db.models import Question
from bot.lifecycle import WITH_EXPERT, Move
from bot.slack import outbox
from sandbox import payloads
from sandbox.workspace import Message
from tests.flows.reading import newest
from tests.stateful.quick import Json, QuickWorld

COLD = "Can I visit the ward if I had a cold last week?"
AGAIN = "Had a cold last week: can I visit the ward?"
MOON = "Is the moon made of cheese?"
ANSWER = "Yes, you can visit after 48 hours without symptoms."
TEAM = "T0RIVERSIDE"


async def press(world: QuickWorld, user: str, action: str, value: str, *, times: int = 1) -> None:
    """Press a button, whether it still stands or not: an old screen shows what it showed."""
    core = world.sandbox.core
    where, message = _card(world)
    element: Json = {"type": "button", "action_id": action, "block_id": "b", "value": value}
    element |= {"text": {"type": "plain_text", "text": action}, "action_ts": core.clock.stamp()}
    bodies = [payloads.message_click(core, user, where, message, element) for _ in range(times)]
    for body in bodies:
        await world.sandbox.delivery.send("interactive", body)
    await world.quiet()


def _card(world: QuickWorld) -> tuple[object, Message]:
    """Some message of ours in a desk; before there is one, any message will do."""
    desk = world.sandbox.workspace.channels[world.desk.id]
    return desk, world.desk.card() or Message("1780000000.000001", "U0BOT", "", bot_id="B0EXPERTLINE")


async def on(world: QuickWorld, question: Question, user: str, action: str) -> None:
    await press(world, user or question.forwarder, action, f"{question.id}:{question.revision}")


async def fill(world: QuickWorld, who: str, /, **fields: str) -> None:
    """The window on top, if one came up."""
    person = world.person(who)
    if who and person.windows:
        known = {block["block_id"] for block in person.window["blocks"] if block["type"] == "input"}
        await person.fills(**{name: value for name, value in fields.items() if name in known})


async def say(world: QuickWorld, question: Question, user: str, text: str) -> None:
    """In the thread, where the person is in the desk and there is one; else directly to the bot."""
    async with world.bot.db.snapshot() as session:
        card = await outbox.posted(session, question.workspace, question.card_key)
    user = user or question.forwarder
    if card and card.ts and user in world.sandbox.workspace.channels[card.channel].members:
        await world.person(user).act("say", channel=card.channel, text=text, thread_ts=card.ts)
    else:
        await world.person(user).act("say", channel=world.person(user).direct.id, text=text)


async def acknowledge(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.holder, "acknowledge")


async def contribute(world: QuickWorld, question: Question) -> None:
    words = f"Yes, you can visit after {question.moves + 2} days without symptoms."
    await say(world, question, question.expert, words)


async def ask_back(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.holder, "ask_back")
    await fill(world, question.holder, words="Which ward is it?")


async def inform(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.holder, "inform")
    await fill(world, question.holder, words="The maternity ward.")


async def pass_on(world: QuickWorld, question: Question) -> None:
    to = next(user for user in ("U0TOM", "U0LENA") if user != question.holder)
    await on(world, question, question.holder, "pass_on")
    await fill(world, question.holder, user=to, note="You know the ward.")


async def assign(world: QuickWorld, question: Question) -> None:
    await on(world, question, "U0SAM", "assign")
    await fill(world, "U0SAM", anybody=next(user for user in ("U0TOM", "U0LENA") if user != question.expert))


async def amend(world: QuickWorld, question: Question) -> None:
    await on(world, question, "U0SAM", "amend")
    await fill(world, "U0SAM", text=f"{question.text} Please say.", account="main")
    await fill(world, "U0SAM", still="yes" if question.moves % 2 else "no")  # where others wait for it


async def sign_off(world: QuickWorld, question: Question) -> None:
    if question.may_mislead:
        await on(world, question, question.holder, "right_without")
    await on(world, question, question.holder, "sign_off")


async def edit(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.holder, "edit_draft")
    await fill(world, question.holder, words=f"Yes, after {question.revision + 3} days.")


async def approve(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.approver, "approve")


async def send_back(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.approver, "send_back")
    await fill(world, question.approver, words="Shorter, please.")


async def take_back(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.expert, "take_back")


async def publish(world: QuickWorld, question: Question) -> None:
    who = question.approver or question.forwarder
    await on(world, question, who, "posted")
    await close_all(world, who)


async def withdraw(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.forwarder, "withdraw")
    await fill(world, question.forwarder, posted="no", words="The asker found it.")


async def reopen(world: QuickWorld, question: Question) -> None:
    await on(world, question, "U0SAM", "reopen")
    await fill(world, "U0SAM", words="The rules changed.")


async def wait(world: QuickWorld, question: Question) -> None:
    """Nobody does anything, until it stands elsewhere or with somebody else."""
    before = (question.stage, question.holder)
    for _ in range(30):
        await world.moves("2 minutes")
        question = await newest(world)
        if (question.stage, question.holder) != before:
            return


async def run_out(world: QuickWorld, question: Question) -> None:
    """Nobody of the list answers."""
    for _ in range(3):
        if question.stage in WITH_EXPERT:
            await wait(world, question)
            question = await newest(world)


async def suggest(world: QuickWorld, question: Question) -> None:
    await fill(world, "U0MAYA", text=COLD, account="main", suggestion="Yes, you can.")


async def use(world: QuickWorld, question: Question) -> None:
    await choose(world, "Use this answer")


async def adapt(world: QuickWorld, question: Question) -> None:
    await choose(world, "Adapt this answer")


async def choose(world: QuickWorld, label: str) -> None:
    """In Sam's window of earlier answers, if it is open and offers that."""
    blocks = world.sam.window["blocks"] if world.sam.windows else []
    offered = [
        option for block in blocks if block.get("block_id") == "choice" for option in block["element"]["options"]
    ]
    if any(option["text"]["text"].startswith(label) for option in offered):
        await world.sam.chooses(label)


async def ask(world: QuickWorld, question: Question) -> None:
    await close_all(world, question.forwarder)


async def merge(world: QuickWorld, question: Question) -> None:
    """With another one, which is asked first."""
    await world.priya.types(f"/ask {MOON}", channel="general")
    await close_all(world, "U0PRIYA")
    await on(world, question, "U0SAM", "merge")
    if world.sam.windows and world.sam.window["callback_id"] == "merge":
        window = world.sam.window["id"]
        found = await world.sam.act("suggest", view_id=window, action_id="merge_target", query="")
        if found["options"]:
            await world.sam.fills(merge_target=found["options"][0]["value"])


async def split(world: QuickWorld, question: Question) -> None:
    await on(world, question, question.forwarder, "split")


async def publish_lead(world: QuickWorld, question: Question) -> None:
    """The question that this one waits for is posted."""
    await press(world, "U0MAYA", "posted", f"{question.joined or question.id}:{1}")
    await close_all(world, "U0MAYA")


async def close_all(world: QuickWorld, user: str) -> None:
    while world.person(user).windows:
        await world.person(user).closes()


async def change_last(world: QuickWorld, user: str, words: str) -> None:
    """Edit one's last message, or delete it."""
    mine = [
        (message.ts, where.id)
        for where in world.sandbox.workspace.channels.values()
        for message in where.messages.values()
        if message.user == user and message.client_msg_id and not message.deleted and not message.subtype
    ]
    if mine:
        ts, channel = max(mine)
        await world.person(user).act("edit" if words else "delete", channel=channel, ts=ts, text=words)


async def come_or_go(world: QuickWorld, user: str, do: str) -> None:
    """Priya, who looks after accounts, does it."""
    target = {"channel": world.desk.id, "user": user} if do in ("leave", "join") else {"user": user}
    await world.priya.act(do, **target)


def was_refused(delivery: Json) -> bool:
    """A refused command or window leaves no name behind, and Slack never sends one again."""
    return bool(delivery["kind"] == "command" or delivery["body"].get("type") == "view_submission")


async def again(world: QuickWorld, delivery: Json) -> None:
    await world.sandbox.delivery.send(delivery["kind"], delivery["body"], retry=1, reason="http_timeout")
    await world.quiet()


Doing = Callable[[QuickWorld, Question], Awaitable[None]]
DO: dict[Move, Doing] = {
    Move.USE_ENTRY: use,
    Move.ADAPT_ENTRY: adapt,
    Move.SUGGEST: suggest,
    Move.ASK: ask,
    Move.JOIN: ask,
    Move.MERGE: merge,
    Move.SPLIT: split,
    Move.RUN_OUT: run_out,
    Move.ESCALATE: wait,
    Move.ASSIGN: assign,
    Move.REASSIGN: assign,
    Move.ACKNOWLEDGE: acknowledge,
    Move.CONTRIBUTE: contribute,
    Move.ASK_BACK: ask_back,
    Move.INFORM: inform,
    Move.PASS_ON: pass_on,
    Move.AMEND: amend,
    Move.SIGN_OFF: sign_off,
    Move.EDIT: edit,
    Move.APPROVE: approve,
    Move.SEND_BACK: send_back,
    Move.TAKE_BACK: take_back,
    Move.PUBLISH: publish,
    Move.WITHDRAW: withdraw,
    Move.REOPEN: reopen,
}

"""Finding an earlier answer."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.handlers.unpacking import Answer, Click, Command, Open, Refresh, Suggestion, Window, number, typed
from bot.slack.shapes import Body
from bot.views.answers import HOW_TO_FIND, Use
from bot.workflows import answers
from bot.workflows.answers import Search
from bot.workflows.people import Actor


async def on_answers(session: AsyncSession, command: Command, actor: Actor) -> Answer:
    if command.asks_how:
        return {"text": HOW_TO_FIND}
    return Open(await answers.window(session, actor, Search(command.text)))


async def on_find(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await answers.window(session, actor, Search()))


async def on_find_due(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await answers.window(session, actor, Search(use=Use.DUE)))


async def on_find_unused(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Open(await answers.window(session, actor, Search(use=Use.NEVER)))


async def on_search(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Refresh(await answers.window(session, actor, _search(click.view, typing=click.value)))


async def on_menu(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Refresh(await answers.window(session, actor, _search(click.view)))


async def on_turn(session: AsyncSession, click: Click, actor: Actor) -> Answer:
    return Refresh(await answers.window(session, actor, _search(click.view), skip=number(click.value)))


async def on_submitted(session: AsyncSession, window: Window, actor: Actor) -> Answer:
    return {"response_action": "update", "view": await answers.window(session, actor, _search(window.view))}


def _search(view: Body, typing: str = "") -> Search:
    """What the window holds now; `typing` where a click brings the words themselves."""
    chosen = {name: typed(view, f"by_{name}", block="menus") for name in ("topic", "account", "owner", "use")}
    return Search(words=typed(view, "search") or typing, **chosen)


async def on_topics(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    return {"options": await answers.topics(session, actor, suggestion.query)}


async def on_accounts(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    return {"options": await answers.accounts(session, actor, suggestion.query)}


async def on_owners(session: AsyncSession, suggestion: Suggestion, actor: Actor) -> Answer:
    return {"options": await answers.owners(session, actor, suggestion.query)}


COMMANDS = {"answers": on_answers}
ACTIONS = {
    "find_answer": on_find,
    "find_due": on_find_due,
    "find_unused": on_find_unused,
    "search": on_search,
    "by_topic": on_menu,
    "by_account": on_menu,
    "by_owner": on_menu,
    "by_use": on_menu,
    "answers_more": on_turn,
    "answers_back": on_turn,
}
SUBMISSIONS = {"answers": on_submitted}
SUGGESTIONS = {"by_topic": on_topics, "by_account": on_accounts, "by_owner": on_owners}
READS = frozenset({*ACTIONS, "answers"})

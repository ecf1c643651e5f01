"""Reading who and what there is, through the real client, from a Slack that pages, hesitates and refuses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.manifest import manifest
from bot.slack import directory
from bot.slack.directory import Unreadable, Workspace, opened
from sandbox import Sandbox
from sandbox.workspace import seed

MANY = 1_100


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    data = seed()
    data["people"] += [
        {"id": f"U1{number:04}", "name": f"p{number}", "real_name": f"Person {number}"} for number in range(MANY)
    ]
    data["channels"].append({"id": "C0OLD", "name": "desk-old", "archived": True, "members": []})
    crowd = [f"U1{number:04}" for number in range(MANY)]
    data["channels"].append({"id": "C0CROWD", "name": "crowd", "topic": "Everybody", "members": crowd})
    async with Sandbox(data, manifest=manifest(url="http://bot.example")).serving() as sandbox:
        yield sandbox


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited for."""
    return []


@pytest.fixture
async def workspace(slack: Sandbox, waits: list[float]) -> AsyncIterator[Workspace]:
    async def wait(seconds: float) -> None:
        waits.append(seconds)

    async with opened(base_url=f"{slack.url}/api/", token=slack.core.credentials.bot_token) as found:
        found.wait = wait
        yield found


async def test_everybody_is_read_page_by_page(workspace: Workspace, slack: Sandbox):
    slack.workspace.people["U0TOM"].deleted = True

    people = {one.id: one for one in await workspace.people()}

    assert len(people) == MANY + 12
    assert (people["U0MAYA"].name, people["U0MAYA"].real_name) == ("maya", "Maya Chen")
    assert people["U0MAYA"].email == "maya@riverside-health.example"
    assert people["U0MAYA"].title == "Communications officer"
    assert people["U0TOM"].gone
    assert people["U0BOT"].bot
    assert len([call for call in slack.calls if call["method"] == "users.list"]) == 3


async def test_channels_are_those_that_the_bot_can_see_and_that_are_alive(workspace: Workspace):
    channels = {one.name: one for one in await workspace.channels()}

    assert {"general", "comms", "desk-infection"} <= channels.keys()
    assert not {"board", "desk-old"} & channels.keys()
    assert channels["desk-infection"].topic == "Questions for infection control"


async def test_only_the_wanted_channels_members_are_asked_for_and_all_of_them(workspace: Workspace, slack: Sandbox):
    channels = await workspace.with_members(await workspace.channels(), {"C0CROWD"})

    assert {one.name: len(one.members) for one in channels if one.members} == {"crowd": MANY}
    assert {c["body"]["channel"] for c in slack.calls if c["method"] == "conversations.members"} == {"C0CROWD"}


async def test_a_rate_limit_is_waited_for_as_long_as_slack_says(
    workspace: Workspace, slack: Sandbox, waits: list[float]
):
    slack.troubles.set({"answer_429": 2, "retry_after": 30, "method": "users.list"})

    assert len(await workspace.people()) == MANY + 12
    assert waits == [30, 30]


async def test_a_rate_limit_that_never_ends_is_told(workspace: Workspace, slack: Sandbox, waits: list[float]):
    slack.troubles.set({"answer_429": 1_000, "retry_after": 90, "method": "users.list"})

    with pytest.raises(Unreadable, match="longer than 600 s"):
        await workspace.people()
    assert sum(waits) <= directory.PATIENCE


async def test_a_hiccup_of_slacks_is_tried_again_but_not_for_ever(workspace: Workspace, slack: Sandbox):
    slack.troubles.set({"answer_500": 2, "method": "conversations.list"})
    assert await workspace.channels()

    slack.troubles.set({"answer_500": 100, "method": "conversations.list"})
    with pytest.raises(Unreadable, match="fatal_error"):
        await workspace.channels()


async def test_a_lost_answer_is_asked_for_again(workspace: Workspace, slack: Sandbox):
    slack.troubles.set({"lose_next_reply": 1, "method": "users.list"})

    assert len(await workspace.people()) == MANY + 12


@pytest.mark.parametrize("trouble", ["empty_429", "answer_429", "answer_503", "empty_answer", "cut_answer"])
async def test_whoever_slack_says_nothing_of_now_is_not_known_yet(workspace: Workspace, slack: Sandbox, trouble: str):
    slack.troubles.set({trouble: 1, "method": "users.info"})

    with pytest.raises(Unreadable):
        await directory.person(workspace.slack, workspace.identity.team, "U0TOM")

    found = await directory.person(workspace.slack, workspace.identity.team, "U0TOM")
    assert found is not None
    assert found.name == "tom"


async def test_a_missing_scope_is_named_with_what_to_do(workspace: Workspace, slack: Sandbox):
    reduced = manifest(url="http://bot.example")
    reduced["oauth_config"]["scopes"]["bot"].remove("users:read")
    slack.use_manifest(reduced)

    with pytest.raises(Unreadable, match=r"lacks the scope users:read \(users.list\).*bot manifest"):
        await workspace.people()


async def test_without_the_scope_for_addresses_people_have_none(workspace: Workspace, slack: Sandbox):
    reduced = manifest(url="http://bot.example")
    reduced["oauth_config"]["scopes"]["bot"].remove("users:read.email")
    slack.use_manifest(reduced)

    assert {one.email for one in await workspace.people()} == {""}


async def test_a_token_that_is_revoked_meanwhile_is_told(workspace: Workspace, slack: Sandbox):
    slack.core.revoke()

    with pytest.raises(Unreadable, match=r"Slack refuses SLACK_BOT_TOKEN \(token_revoked\)"):
        await workspace.people()


async def test_a_wrong_token_and_a_dead_network_are_told_apart(slack: Sandbox):
    with pytest.raises(Unreadable, match=r"Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)"):
        async with opened(base_url=f"{slack.url}/api/", token="xoxb-wrong"):
            pass
    with pytest.raises(Unreadable, match="Slack can't be reached"):
        async with opened(base_url="http://127.0.0.1:9/api/", token="xoxb-any"):
            pass


@pytest.mark.parametrize(
    ("known", "guest"),
    [
        ({"team_id": "T1"}, False),
        ({"team_id": "T1", "is_restricted": True}, True),
        ({"team_id": "T9"}, True),
        ({"team_id": "T9", "is_stranger": False, "enterprise_user": {"enterprise_id": "E9", "teams": ["T9"]}}, True),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2", "T1"]}}, False),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2"]}}, False),
        ({"team_id": "E1"}, False),
    ],
)
def test_a_guest_is_whom_slack_calls_so_and_everybody_of_another_company(known: dict[str, Any], guest: bool):
    assert directory.is_guest(known, team="T1", enterprise="E1") is guest


def test_without_an_organisations_installation_only_the_workspaces_own_people_are_no_guests():
    member = {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T2"]}}

    assert directory.is_guest(member, team="T1")
    assert directory.is_guest({"team_id": "T2", "enterprise_user": {}}, team="T1")

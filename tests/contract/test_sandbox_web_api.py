"""Slack's own client against the sandbox: every method it knows, what it answers and what it refuses."""

import json

import pytest
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox
from sandbox.contract import contract

BOT, MAYA, LENA = "U0BOT", "U0MAYA", "U0LENA"
COMMS, PHARMACY, MATERNITY, BOARD = "C0COMMS", "C0PHARM", "C0MATERN", "C0PRIVATE"
MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Ask"},
    "blocks": [{"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "What?"}}],
}
HOME = {"type": "home", "blocks": MODAL["blocks"]}
METADATA = {"event_type": "outbox", "event_payload": {"key": "question:42:card"}}
# Slack answers these for any method, though the documentation of most methods doesn't list them.
ANYWHERE = {"invalid_auth", "invalid_arguments", "invalid_json", "json_not_object"}


@pytest.fixture
async def posted(client):
    """The ts of something the bot wrote there."""
    return (await client.chat_postMessage(channel=COMMS, text="A card", metadata=METADATA))["ts"]


@pytest.fixture
def trigger(sandbox):
    """The right to open a modal for Maya."""
    return sandbox.core.new_trigger(MAYA)


async def refused(call):
    """The error a call ends in, which has to be one that Slack documents."""
    with pytest.raises(SlackApiError) as refusal:
        await call
    answer = refusal.value.response
    method = refusal.value.response.api_url.rpartition("/")[2]
    known = {*contract()["methods"].get(method, {}).get("errors", []), *contract()["common_errors"], *ANYWHERE}
    assert answer["error"] in known
    return answer["error"]


CALLS = {
    "apps.connections.open": lambda c, at: c.apps_connections_open(app_token="xapp-sandbox"),
    "auth.revoke": lambda c, at: c.auth_revoke(test=True),
    "auth.test": lambda c, at: c.auth_test(),
    "bots.info": lambda c, at: c.bots_info(bot="B0EXPERTLINE"),
    "chat.delete": lambda c, at: c.chat_delete(channel=COMMS, ts=at["posted"]),
    "chat.getPermalink": lambda c, at: c.chat_getPermalink(channel=COMMS, message_ts=at["said"]),
    "chat.postEphemeral": lambda c, at: c.chat_postEphemeral(channel=COMMS, user=MAYA, text="psst"),
    "chat.postMessage": lambda c, at: c.chat_postMessage(channel=COMMS, text="Hello", unfurl_links=False),
    "chat.update": lambda c, at: c.chat_update(channel=COMMS, ts=at["posted"], text="Another card"),
    "conversations.history": lambda c, at: c.conversations_history(channel=COMMS, limit=2),
    "conversations.info": lambda c, at: c.conversations_info(channel=COMMS, include_num_members=True),
    "conversations.invite": lambda c, at: c.conversations_invite(channel=COMMS, users=[LENA]),
    "conversations.join": lambda c, at: c.conversations_join(channel=COMMS),
    "conversations.list": lambda c, at: c.conversations_list(types="public_channel,private_channel"),
    "conversations.members": lambda c, at: c.conversations_members(channel=COMMS),
    "conversations.open": lambda c, at: c.conversations_open(users=[MAYA], return_im=True),
    "conversations.replies": lambda c, at: c.conversations_replies(channel=COMMS, ts=at["said"]),
    "oauth.v2.access": lambda c, at: c.oauth_v2_access(
        client_id="1.1", client_secret="sandbox-client-secret", code=at["code"]
    ),
    "reactions.add": lambda c, at: c.reactions_add(channel=COMMS, timestamp=at["said"], name="eyes"),
    "team.info": lambda c, at: c.team_info(),
    "users.conversations": lambda c, at: c.users_conversations(user=MAYA, exclude_archived=True),
    "users.info": lambda c, at: c.users_info(user=MAYA),
    "users.list": lambda c, at: c.users_list(limit=3),
    "users.lookupByEmail": lambda c, at: c.users_lookupByEmail(email="maya@riverside-health.example"),
    "views.open": lambda c, at: c.views_open(trigger_id=at["trigger"], view=MODAL),
    "views.publish": lambda c, at: c.views_publish(user_id=MAYA, view=HOME),
    "views.push": lambda c, at: c.views_push(trigger_id=at["trigger"], view=MODAL),
    "views.update": lambda c, at: c.views_update(view_id=at["view"], view=MODAL),
}


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
@pytest.mark.parametrize("method", contract()["methods"])
async def test_every_method_answers_with_its_documented_keys(sandbox, client, said, posted, trigger, method):
    opened = await client.views_open(trigger_id=sandbox.core.new_trigger(MAYA), view=MODAL)
    at = {"said": said, "posted": posted, "trigger": trigger, "view": opened["view"]["id"]}

    answer = await CALLS[method](client, at | {"code": sandbox.core.new_code()})

    assert answer["ok"] is True
    assert set(contract()["methods"][method]["response_keys"]) <= set(answer.data)
    assert sandbox.calls[-1]["method"] == method
    assert "token" not in sandbox.calls[-1]["body"]


# --- what is refused


@pytest.mark.parametrize("token", ["", "xoxb-other", "xapp-sandbox"])
@pytest.mark.parametrize("method", ["auth.test", "chat.postMessage", "views.publish"])
async def test_a_call_without_the_right_token_is_refused(client, token, method):
    client.token = token

    error = await refused(client.api_call(method))

    assert error == {"": "not_authed", "xoxb-other": "invalid_auth", "xapp-sandbox": "not_allowed_token_type"}[token]


async def test_after_the_app_was_removed_nothing_is_allowed_any_more(sandbox, client):
    await sandbox.act({"do": "uninstall", "as": "U0PRIYA"})

    assert await refused(client.chat_postMessage(channel=COMMS, text="x")) == "token_revoked"


async def test_an_unknown_method_is_refused(client):
    assert await refused(client.api_call("chat.shout", json={})) == "unknown_method"


@pytest.mark.parametrize("method", contract()["methods"])
async def test_an_argument_nobody_documented_is_refused(client, method):
    client.token = "xapp-sandbox" if method == "apps.connections.open" else client.token

    assert await refused(client.api_call(method, params={"colour": "red"})) == "invalid_arguments"


@pytest.mark.parametrize("method", [name for name, rules in contract()["methods"].items() if rules["missing"]])
async def test_a_call_that_lacks_what_it_needs_is_refused(client, method):
    assert await refused(client.api_call(method)) in contract()["methods"][method]["missing"].values()


NEEDED = {
    "chat.postMessage": "chat:write",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.invite": "channels:manage",
    "conversations.join": "channels:join",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "conversations.replies": "channels:history",
    "reactions.add": "reactions:write",
    "team.info": "team:read",
    "users.conversations": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}


@pytest.mark.parametrize("method", NEEDED)
async def test_a_scope_the_manifest_does_not_ask_for_is_missing(sandbox, client, said, method):
    sandbox.use_manifest({"oauth_config": {"scopes": {"bot": ["commands"]}}})
    with pytest.raises(SlackApiError) as refusal:
        await CALLS[method](client, {"said": said})

    assert refusal.value.response["error"] == "missing_scope"
    assert NEEDED[method] in refusal.value.response["needed"]
    assert refusal.value.response["provided"] == "commands"


async def test_with_the_scope_it_works_and_the_answer_names_the_scopes(sandbox, client):
    sandbox.use_manifest({"oauth_config": {"scopes": {"bot": ["chat:write"]}}})

    answer = await client.chat_postMessage(channel=COMMS, text="x")

    assert answer.headers["x-oauth-scopes"] == "chat:write"


@pytest.mark.parametrize(
    "call",
    [
        lambda c, at, where: c.chat_postMessage(channel=where, text="x"),
        lambda c, at, where: c.chat_postEphemeral(channel=where, user=MAYA, text="x"),
        lambda c, at, where: c.chat_update(channel=where, ts=at, text="x"),
        lambda c, at, where: c.chat_delete(channel=where, ts=at),
        lambda c, at, where: c.chat_getPermalink(channel=where, message_ts=at),
        lambda c, at, where: c.conversations_history(channel=where),
        lambda c, at, where: c.conversations_replies(channel=where, ts=at),
        lambda c, at, where: c.conversations_info(channel=where),
        lambda c, at, where: c.conversations_members(channel=where),
        lambda c, at, where: c.conversations_invite(channel=where, users=LENA),
        lambda c, at, where: c.conversations_join(channel=where),
        lambda c, at, where: c.reactions_add(channel=where, timestamp=at, name="eyes"),
    ],
)
@pytest.mark.parametrize("where", ["C0NOWHERE", BOARD, "#comms"])
async def test_a_channel_that_is_not_there_or_private_is_not_found(client, said, call, where):
    assert await refused(call(client, said, where)) == "channel_not_found"


async def test_a_channel_without_the_bot_takes_nothing_from_it(sandbox, client, said):
    sandbox.workspace.channels[PHARMACY].members.remove(BOT)

    assert await refused(client.chat_postMessage(channel=PHARMACY, text="x")) == "not_in_channel"
    assert await refused(client.chat_postEphemeral(channel=PHARMACY, user=MAYA, text="x")) == "not_in_channel"
    assert await refused(client.conversations_history(channel=PHARMACY)) == "not_in_channel"
    assert await refused(client.conversations_replies(channel=PHARMACY, ts=said)) == "channel_not_found"
    assert await refused(client.conversations_invite(channel=PHARMACY, users=LENA)) == "not_in_channel"
    await client.conversations_join(channel=PHARMACY)
    await client.chat_postMessage(channel=PHARMACY, text="x")


async def test_an_archived_channel_takes_nothing(sandbox, client, said):
    card = await client.chat_postMessage(channel=MATERNITY, text="A card")
    await sandbox.act({"do": "archive", "as": MAYA, "channel": MATERNITY})

    assert await refused(client.chat_postMessage(channel=MATERNITY, text="x")) == "is_archived"
    assert await refused(client.chat_postEphemeral(channel=MATERNITY, user=MAYA, text="x")) == "is_archived"
    assert await refused(client.conversations_invite(channel=MATERNITY, users=LENA)) == "is_archived"
    assert await refused(client.conversations_join(channel=MATERNITY)) == "is_archived"
    assert await refused(client.reactions_add(channel=MATERNITY, timestamp=card["ts"], name="eyes")) == "is_archived"
    assert await refused(client.chat_update(channel=MATERNITY, ts=card["ts"], text="x")) == "is_inactive"


async def test_only_its_own_messages_can_be_changed_or_deleted(client, said):
    assert await refused(client.chat_update(channel=COMMS, ts=said, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=COMMS, ts=said)) == "cant_delete_message"


async def test_a_message_that_is_gone_is_not_found(sandbox, client, posted):
    await sandbox.act({"do": "delete", "as": "U0PRIYA", "channel": COMMS, "ts": posted})

    assert await refused(client.chat_update(channel=COMMS, ts=posted, text="x")) == "message_not_found"
    assert await refused(client.chat_delete(channel=COMMS, ts=posted)) == "message_not_found"
    assert await refused(client.chat_getPermalink(channel=COMMS, message_ts=posted)) == "message_not_found"
    assert await refused(client.conversations_replies(channel=COMMS, ts=posted)) == "thread_not_found"


async def test_a_whisper_can_not_be_read_back_changed_or_answered(client):
    ts = (await client.chat_postEphemeral(channel=COMMS, user=MAYA, text="psst"))["message_ts"]

    history = await client.conversations_history(channel=COMMS)
    assert ts not in [message["ts"] for message in history["messages"]]
    assert await refused(client.chat_update(channel=COMMS, ts=ts, text="x")) == "message_not_found"
    assert await refused(client.conversations_replies(channel=COMMS, ts=ts)) == "thread_not_found"
    assert await refused(client.chat_postMessage(channel=COMMS, thread_ts=ts, text="x")) == "cannot_reply_to_message"
    assert await refused(client.chat_postEphemeral(channel=COMMS, user="U0OMAR", text="x")) == "user_not_in_channel"


async def test_long_texts_are_refused(client, posted):
    await client.chat_postMessage(channel=COMMS, text="x" * 40_000)
    await client.chat_update(channel=COMMS, ts=posted, text="x" * 4000)

    assert await refused(client.chat_postMessage(channel=COMMS, text="x" * 40_001)) == "msg_blocks_too_long"
    assert await refused(client.chat_postEphemeral(channel=COMMS, user=MAYA, text="x" * 40_001)) == "msg_too_long"
    assert await refused(client.chat_update(channel=COMMS, ts=posted, text="x" * 4001)) == "msg_too_long"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({}, "no_text"),
        ({"blocks": "no JSON"}, "invalid_blocks_format"),
        ({"blocks": json.dumps({"type": "divider"})}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "shout"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "divider", "block_id": "a"}] * 2}, "invalid_blocks"),
        ({"text": "x", "attachments": [{"fallback": "x"}] * 101}, "too_many_attachments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "metadata": "no JSON"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "outbox"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "o", "event_payload": {"a": "x" * 16_400}}}, "metadata_too_large"),
        ({"text": "x", "thread_ts": "yesterday"}, "cannot_reply_to_message"),
    ],
)
async def test_content_that_slack_would_not_draw_is_refused(client, more, error):
    assert await refused(client.api_call("chat.postMessage", json={"channel": COMMS, **more})) == error


async def test_a_refusal_of_blocks_says_where_and_why(client):
    long = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=COMMS, text="x", blocks=[{"type": "divider"}, long])

    said = "[ERROR] must be no more than 150 characters [json-pointer:/blocks/1/text/text]"
    assert refusal.value.response["response_metadata"]["messages"] == [said]


async def test_people_who_can_not_be_invited_are_named(sandbox, client):
    sandbox.workspace.people["U0OMAR"].restricted = True
    await sandbox.act({"do": "deactivate", "as": "U0PRIYA", "user": "U0JON"})

    async def error(users):
        return await refused(client.conversations_invite(channel=COMMS, users=users))

    assert await error([MAYA]) == "already_in_channel"
    assert await error([BOT]) == "cant_invite_self"
    assert await error(["U0JON"]) == "user_not_found"
    assert await error(["U0OMAR"]) == "user_is_restricted"
    assert await error([LENA, MAYA]) == "already_in_channel"
    assert LENA not in sandbox.workspace.channels[COMMS].members
    await client.conversations_invite(channel=COMMS, users=[LENA, MAYA], force=True)
    assert LENA in sandbox.workspace.channels[COMMS].members
    assert await refused(client.conversations_invite(channel="D0MAYA", users=[LENA])) == (
        "method_not_supported_for_channel_type"
    )


async def test_conversations_open_only_with_people_who_are_there(sandbox, client):
    await sandbox.act({"do": "deactivate", "as": "U0PRIYA", "user": "U0JON"})

    assert await refused(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await refused(client.conversations_open(users="U0JON")) == "user_disabled"
    assert await refused(client.conversations_open(users=[])) == "users_list_not_supplied"
    assert await refused(client.conversations_open(users=[f"U{n}" for n in range(9)])) == "too_many_users"
    group = await client.conversations_open(users=[MAYA, LENA])
    assert (await client.conversations_open(users=[LENA, MAYA]))["channel"]["id"] == group["channel"]["id"]


async def test_a_person_who_is_not_there_is_not_found(sandbox, client):
    await sandbox.act({"do": "deactivate", "as": "U0PRIYA", "user": "U0JON"})

    assert await refused(client.users_info(user="U0NOBODY")) == "user_not_found"
    assert await refused(client.users_lookupByEmail(email="jon@riverside-health.example")) == "users_not_found"
    assert (await client.users_info(user="U0JON"))["user"]["deleted"] is True


async def test_a_direct_message_needs_the_messages_tab_and_home_needs_the_home_tab(sandbox, client):
    scopes = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    sandbox.use_manifest({**scopes, "features": {"app_home": {"home_tab_enabled": False}}})
    assert await refused(client.chat_postMessage(channel=MAYA, text="x")) == "messages_tab_disabled"
    assert await refused(client.views_publish(user_id=MAYA, view=HOME)) == "not_enabled"

    sandbox.use_manifest({**scopes, "features": {"app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}}})
    assert (await client.chat_postMessage(channel=MAYA, text="x"))["channel"] == "D0MAYA"
    assert (await client.views_publish(user_id=MAYA, view=HOME))["view"]["type"] == "home"


async def test_a_reaction_is_made_once(client, said):
    await client.reactions_add(channel=COMMS, timestamp=said, name="eyes")

    assert await refused(client.reactions_add(channel=COMMS, timestamp=said, name="eyes")) == "already_reacted"


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
async def test_an_oauth_code_works_once_and_for_the_right_app(sandbox, client):
    code = sandbox.core.new_code()

    async def access(client_id="1.1", client_secret="sandbox-client-secret"):
        return await client.oauth_v2_access(client_id=client_id, client_secret=client_secret, code=code)

    assert await refused(access(client_id="2.2")) == "invalid_client_id"
    assert await refused(access(client_secret="guessed")) == "bad_client_secret"
    client.token = (await access())["access_token"]
    assert (await client.auth_test())["user_id"] == BOT
    assert await refused(access()) == "invalid_code"


# --- modals


async def test_a_trigger_opens_one_modal_within_three_seconds(sandbox, client, trigger):
    late = sandbox.core.new_trigger(MAYA)
    await client.views_open(trigger_id=trigger, view=MODAL)

    assert await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.a", view=MODAL)) == "invalid_trigger_id"
    assert await refused(client.api_call("views.open", json={"view": MODAL})) == "invalid_arguments"
    sandbox.clock.move(3.1)
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"


async def test_modals_stack_three_high(sandbox, client):
    async def push(view=MODAL):
        return await client.views_push(trigger_id=sandbox.core.new_trigger(MAYA), view=view)

    assert await refused(push()) == "not_found"
    root = (await client.views_open(trigger_id=sandbox.core.new_trigger(MAYA), view=MODAL))["view"]
    second = (await push())["view"]
    await push()
    assert await refused(push()) == "push_limit_reached"
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])


async def test_a_stale_hash_does_not_overwrite_a_newer_view(sandbox, client, trigger):
    first = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    second = (await client.views_update(view_id=first["id"], hash=first["hash"], view=MODAL))["view"]

    assert second["hash"] != first["hash"]
    stale = client.views_update(view_id=first["id"], hash=first["hash"], view=MODAL)
    assert await refused(stale) == "hash_conflict"
    home = (await client.views_publish(user_id=MAYA, view=HOME))["view"]
    await client.views_publish(user_id=MAYA, view=HOME)
    assert await refused(client.views_publish(user_id=MAYA, view=HOME, hash=home["hash"])) == "hash_conflict"


async def test_a_view_that_is_closed_can_not_be_updated(sandbox, client, trigger):
    view = (await client.views_open(trigger_id=trigger, view=MODAL))["view"]
    await sandbox.act({"do": "close", "as": MAYA, "view_id": view["id"]})

    assert await refused(client.views_update(view_id=view["id"], view=MODAL)) == "not_found"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"blocks": [{"type": "divider"}] * 101}, "invalid_arguments"),
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "invalid_arguments"),
        ({"private_metadata": "x" * 3001}, "invalid_arguments"),
        ({"colour": "red"}, "invalid_arguments"),
        ({"type": "home"}, "invalid_arguments"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 90}, "view_too_large"),
    ],
)
async def test_a_view_that_slack_would_not_draw_is_refused(client, trigger, change, error):
    assert await refused(client.views_open(trigger_id=trigger, view={**MODAL, **change})) == error


async def test_an_external_id_belongs_to_one_view(sandbox, client, trigger):
    named = {**MODAL, "external_id": "intake-42"}
    await client.views_open(trigger_id=trigger, view=named)

    other = client.views_open(trigger_id=sandbox.core.new_trigger(LENA), view=named)
    assert await refused(other) == "duplicate_external_id"
    assert (await client.views_update(external_id="intake-42", view=named))["view"]["external_id"] == "intake-42"


async def test_what_was_typed_survives_an_update_where_the_ids_stay(sandbox, client, trigger):
    field = {"type": "plain_text_input", "action_id": "text"}
    label = {"type": "plain_text", "text": "Text"}
    blocks = [{"type": "input", "block_id": "text", "label": label, "element": field}]
    modal = {**MODAL, "submit": label, "blocks": blocks}
    view = (await client.views_open(trigger_id=trigger, view=modal))["view"]
    typed = {"text": {"text": {"value": "my own words"}}}
    await sandbox.act({"do": "type", "as": MAYA, "view_id": view["id"], "values": typed})

    kept = await client.views_update(view_id=view["id"], view=modal)
    renamed = await client.views_update(view_id=view["id"], view={**modal, "blocks": [{**blocks[0], "block_id": "t2"}]})

    assert kept["view"]["state"]["values"]["text"]["text"]["value"] == "my own words"
    assert renamed["view"]["state"]["values"] == {"t2": {"text": {"type": "plain_text_input", "value": None}}}


# --- reading back


async def test_without_its_scope_an_app_reads_no_metadata_of_messages(sandbox, client, posted):
    sandbox.use_manifest({"oauth_config": {"scopes": {"bot": ["channels:history", "chat:write"]}}})

    [seen] = (await client.conversations_history(channel=COMMS, limit=1, include_all_metadata=True))["messages"]

    assert seen["metadata"] == {"event_type": METADATA["event_type"], "event_payload": {}}


async def test_metadata_is_kept_and_shown_only_to_those_who_ask(client, posted):
    async def seen(**more):
        return (await client.conversations_history(channel=COMMS, oldest=posted, inclusive=True, **more))["messages"]

    assert "metadata" not in (await seen())[0]
    assert (await seen(include_all_metadata=True))[0]["metadata"] == METADATA
    await client.chat_update(channel=COMMS, ts=posted, text="Another card")
    assert (await seen(include_all_metadata=True))[0]["metadata"] == METADATA
    await client.chat_update(channel=COMMS, ts=posted, text="A third", metadata={})
    assert "metadata" not in (await seen(include_all_metadata=True))[0]


async def test_an_update_leaves_what_it_does_not_name(client, posted):
    blocks = MODAL["blocks"]
    await client.chat_update(channel=COMMS, ts=posted, blocks=blocks, text="With blocks")
    kept = await client.chat_update(channel=COMMS, ts=posted, text="Other words")
    assert [block["block_id"] for block in kept["message"]["blocks"]] == ["s"]

    bare = await client.chat_update(channel=COMMS, ts=posted, text="Other words", blocks=[])
    assert "blocks" not in bare["message"]


async def collected(method, key, **arguments):
    """Every page, one after the other."""
    found, cursor = [], None
    while cursor != "":
        page = await method(**arguments, **({"cursor": cursor} if cursor else {}))
        found.append(page[key])
        cursor = page["response_metadata"]["next_cursor"]
    return found


async def test_everything_is_read_page_by_page(sandbox, client):
    root = (await client.chat_postMessage(channel=COMMS, text="root"))["ts"]
    for number in range(5):
        await client.chat_postMessage(channel=COMMS, text=f"{number}", thread_ts=root)

    pages = {
        "history": await collected(client.conversations_history, "messages", channel=COMMS, limit=2),
        "replies": await collected(client.conversations_replies, "messages", channel=COMMS, ts=root, limit=2),
        "members": await collected(client.conversations_members, "members", channel=COMMS, limit=2),
        "list": await collected(client.conversations_list, "channels", limit=2),
        "people": await collected(client.users_list, "members", limit=5),
        "of a user": await collected(client.users_conversations, "channels", user=MAYA, limit=2),
    }

    assert {name: [len(page) for page in found] for name, found in pages.items()} == {
        "history": [2, 1],
        "replies": [2, 2, 2],
        "members": [2, 2, 1],
        "list": [2, 2, 1],
        "people": [5, 5, 2],
        "of a user": [2, 2, 1],
    }
    assert [reply["text"] for page in pages["replies"] for reply in page] == ["root", "0", "1", "2", "3", "4"]
    history = [message["ts"] for page in pages["history"] for message in page]
    assert history == sorted(history, reverse=True)


async def test_what_comes_and_goes_meanwhile_moves_no_page(sandbox, client):
    posted = [(await client.chat_postMessage(channel=PHARMACY, text=str(number)))["ts"] for number in range(6)]
    first = await client.conversations_history(channel=PHARMACY, limit=2)
    await client.chat_delete(channel=PHARMACY, ts=posted[5])
    await client.chat_postMessage(channel=PHARMACY, text="new")

    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=PHARMACY, limit=2, cursor=cursor)

    assert [message["text"] for message in first["messages"] + second["messages"]] == ["5", "4", "3", "2"]


@pytest.mark.parametrize("cursor", ["nonsense", "YXQ6eA==", "bmV4dF90czo=", "é"])
async def test_a_cursor_nobody_gave_out_is_refused(client, cursor):
    assert await refused(client.conversations_history(channel=COMMS, cursor=cursor)) == "invalid_cursor"
    assert await refused(client.users_list(cursor=cursor)) == "invalid_cursor"


@pytest.mark.parametrize("limit", [-1, 1001, "many"])
async def test_a_limit_out_of_range_is_refused(client, limit):
    assert await refused(client.conversations_list(limit=limit)) == "invalid_limit"
    assert await refused(client.conversations_history(channel=COMMS, limit=limit)) == "invalid_arguments"


async def test_history_is_bounded_by_time(client):
    first, second, third = [(await client.chat_postMessage(channel=PHARMACY, text=text))["ts"] for text in "abc"]

    async def texts(**bounds):
        page = await client.conversations_history(channel=PHARMACY, **bounds)
        return [message["text"] for message in page["messages"]]

    assert await texts(oldest=first) == ["c", "b"]
    assert await texts(oldest=first, inclusive=True) == ["c", "b", "a"]
    assert await texts(oldest=first, latest=third) == ["b"]
    assert await texts(latest=second, inclusive=True) == ["b", "a"]
    assert await refused(client.conversations_history(channel=PHARMACY, oldest="noon")) == "invalid_ts_oldest"
    assert await refused(client.conversations_history(channel=PHARMACY, latest="noon")) == "invalid_ts_latest"


async def test_a_thread_is_the_root_and_its_replies(sandbox, client, said):
    reply = await client.chat_postMessage(channel=COMMS, text="reply", thread_ts=said)
    shown = await client.chat_postMessage(channel=COMMS, text="for all", thread_ts=said, reply_broadcast=True)

    thread = (await client.conversations_replies(channel=COMMS, ts=said))["messages"]
    history = (await client.conversations_history(channel=COMMS))["messages"]

    assert [message["ts"] for message in thread] == [said, reply["ts"], shown["ts"]]
    assert (thread[0]["reply_count"], thread[0]["latest_reply"]) == (2, shown["ts"])
    assert (thread[1]["thread_ts"], thread[1]["parent_user_id"]) == (said, MAYA)
    assert [m["subtype"] for m in history if m["ts"] == shown["ts"]] == ["thread_broadcast"]
    assert reply["ts"] not in [message["ts"] for message in history]
    answered = client.chat_postMessage(channel=COMMS, text="x", thread_ts=reply["ts"])
    assert await refused(answered) == "cannot_reply_to_message"
    link = await client.chat_getPermalink(channel=COMMS, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={said}&cid={COMMS}")


# --- rates and trouble


@pytest.fixture
def limited(sandbox):
    """The same sandbox, minding its speed limits."""
    sandbox.rates.enforced = True
    return sandbox


async def test_a_channel_takes_a_few_messages_and_then_one_a_second(limited, client):
    for _ in range(5):
        await client.chat_postMessage(channel=COMMS, text="x")
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=COMMS, text="x")

    assert refusal.value.response.status_code == 429
    assert refusal.value.response["error"] == "ratelimited"
    assert refusal.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel=PHARMACY, text="x")
    limited.clock.move(1)
    await client.chat_postMessage(channel=COMMS, text="x")


async def test_other_methods_have_a_limit_a_minute(limited, client):
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as refusal:
        await client.users_list()

    assert (refusal.value.response.status_code, refusal.value.response.headers["Retry-After"]) == (429, "60")
    limited.clock.move(60)
    await client.users_list()


async def test_bodies_that_are_no_arguments_are_refused(sandbox, session):
    async def error(data, content_type):
        headers = {"Content-Type": content_type, "Authorization": "Bearer xoxb-sandbox"}
        async with session.post(f"{sandbox.url}/api/chat.postMessage", data=data, headers=headers) as response:
            assert response.status == 200
            return (await response.json())["error"]

    assert await error(b"{", "application/json; charset=utf-8") == "invalid_json"
    assert await error(b"[]", "application/json") == "json_not_object"
    assert await error(b"channel=\xff", "application/x-www-form-urlencoded") == "invalid_form_data"
    assert await error(b"channel=%FF", "application/x-www-form-urlencoded") == "invalid_form_data"
    assert await error(b"<channel/>", "application/xml") == "invalid_post_type"


async def test_methods_that_only_read_take_no_json(client):
    assert await refused(client.api_call("conversations.history", json={"channel": COMMS})) == "channel_not_found"


def test_the_contract_is_the_one_that_slack_documents():
    from sandbox.extract_contract import extract
    from tests.contract.validating import SLACK

    documented = SLACK / "slack_contract.json"
    if not documented.is_file():
        pytest.skip("Slack's documented contract is not here")
    assert extract(json.loads(documented.read_text())) == contract()


async def test_a_sandbox_starts_anew_after_a_reset(sandbox: Sandbox, client, posted):
    sandbox.reset()

    assert sandbox.calls == []
    assert await refused(client.chat_update(channel=COMMS, ts=posted, text="x")) == "message_not_found"

/** One message: who, when, what, what came of it, and what can be done with it. */

import { blocks } from "../blocks/blocks.js";
import { grow } from "../blocks/fields.js";
import { messageSurface } from "../blocks/surfaces.js";
import { h } from "../dom.js";
import { face, firstName } from "../face.js";
import { iconButton } from "../icons.js";
import { openMenu } from "../popup.js";
import { act } from "../server.js";
import { copy } from "../text/copying.js";
import { momentOf, timeOf } from "../text/dates.js";
import { emoji } from "../text/emoji.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { telling } from "../toast.js";
import { nameOf, person, workspace } from "../workspace.js";
import { asTyped } from "./naming.js";

export function message(seat, where, what, { together, inThread }) {
  if (what.subtype === "channel_join" || what.subtype === "channel_leave") return notice(what);
  const kind = ["message", together && "together", what.ephemeral_for && "whisper", what.mentions_me && "for-me"];
  return h("article", {
    class: kind.filter(Boolean).join(" "), "data-ts": what.ts, "data-key": `${inThread ? "t" : "c"}${what.ts}`,
    "aria-label": `${nameOf(what.user)}, ${timeOf(what.ts)}`,
  },
  together ? h("span", { class: "gutter" }, h("time", { title: momentOf(what.ts) }, timeOf(what.ts))) : face(what.user),
  h("div", { class: "said" },
    what.ephemeral_for ? h("p", { class: "only-you" }, "Only visible to you ", dismiss(seat, where, what)) : null,
    together ? null : head(what),
    content(seat, where, what),
    reactions(what),
    inThread ? null : replies(seat, what)),
  what.deleted || what.ephemeral_for ? null : tools(seat, where, what, inThread));
}

function notice(what) {
  return h("p", { class: "notice", "data-ts": what.ts, "data-key": `n${what.ts}` }, face(what.user, "small"),
    h("span", {}, mrkdwn(what.text)), h("time", {}, timeOf(what.ts)));
}

function head(what) {
  const app = person(what.user)?.bot ? h("span", { class: "app" }, "App") : null;
  return h("div", { class: "head" }, h("strong", {}, nameOf(what.user)), app,
    h("time", { title: momentOf(what.ts) }, timeOf(what.ts)));
}

function content(seat, where, what) {
  if (what.deleted) return h("p", { class: "gone" }, "This message was deleted.");
  if (seat.editing === what.ts) return editor(seat, where, what);
  const edited = what.edited && !what.bot
    ? h("span", { class: "edited", title: momentOf(what.edited.ts) }, " (edited)") : null;
  // What a person typed is drawn from its text, which says the same as its blocks and is formatted as Slack would.
  if (!what.blocks?.length || !what.bot) return h("div", { class: "lines" }, mrkdwn(what.text, seat.person), edited);
  const surface = messageSurface(seat.person, where.id, what, () => seat.draw());
  return h("div", { class: "blocks" }, blocks(what.blocks, surface));
}

function reactions(what) {
  const all = Object.entries(what.reactions ?? {});
  if (!all.length) return null;
  const shown = ([name, users]) =>
    h("span", { title: users.map(nameOf).join(", ") }, emoji(name) ?? `:${name}:`, " ", users.length);
  return h("p", { class: "reactions" }, all.map(shown));
}

function replies(seat, what) {
  if (!what.reply_count) return null;
  const count = what.reply_count === 1 ? "1 reply" : `${what.reply_count} replies`;
  return h("button", { type: "button", class: "replies", onclick: () => openThread(seat, what) },
    what.reply_users.slice(0, 4).map((id) => face(id, "small")),
    h("strong", {}, count),
    what.new_replies ? h("span", { class: "new" }, `${what.new_replies} new`) : null,
    h("small", {}, `last ${timeOf(what.latest_reply)}`));
}

function openThread(seat, what) {
  return seat.go({ thread: what.thread_ts || what.ts, pane: "thread" });
}

function tools(seat, where, what, inThread) {
  const menu = (event) => openMenu(event.currentTarget, actions(seat, where, what, inThread), "More actions");
  return h("div", { class: "tools" },
    inThread ? null : iconButton("reply", "Reply in thread", () => openThread(seat, what)),
    iconButton("more", "More actions", menu, { "aria-haspopup": "menu" }));
}

function actions(seat, where, what, inThread) {
  const app = workspace.state.bot.name;
  const own = what.user === seat.person && where.members.includes(seat.person);
  const here = { channel: where.id, ts: what.ts };
  const use = ({ callback_id: id }) => telling(act(seat.person, "shortcut", { callback_id: id, ...here }));
  const shortcuts = workspace.state.shortcuts.filter((each) => each.type === "message");
  return [
    ...shortcuts.map((each) => ({ label: each.name, hint: app, run: () => use(each) })),
    shortcuts.length ? null : undefined,
    inThread ? undefined : { label: "Reply in thread", run: () => openThread(seat, what) },
    { label: "Copy text", run: () => copy(asTyped(what.text)) },
    own ? { label: "Edit message", run: () => startEditing(seat, what) } : undefined,
    own ? { label: "Delete message", danger: true, run: () => remove(seat, where, what) } : undefined,
  ].filter((item) => item !== undefined);
}

function remove(seat, where, what) {
  return telling(act(seat.person, "delete", { channel: where.id, ts: what.ts }));
}

function dismiss(seat, where, what) {
  return h("button", { type: "button", class: "quiet", onclick: () => remove(seat, where, what) }, "Dismiss");
}

function startEditing(seat, what) {
  seat.editing = what.ts;
  seat.keepDraft(`edit-${what.ts}`, asTyped(what.text));
  seat.draw();
  seat.element.querySelector(".editor textarea")?.focus();
}

function editor(seat, where, what) {
  const key = `edit-${what.ts}`;
  const stop = () => {
    seat.editing = null;
    seat.draw();
    seat.focusComposer();
  };
  const save = async () => {
    const text = seat.draft(key).trim();
    const outcome = await telling(act(seat.person, "edit", { channel: where.id, ts: what.ts, text }));
    if (!outcome.error) stop();
  };
  const keys = (event) => {
    if (event.key === "Escape") stop();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
  };
  return h("div", { class: "editor" },
    h("textarea", {
      class: "type", "aria-label": `Edit ${firstName(what.user)}’s message`, rows: 2, value: seat.draft(key),
      onkeydown: keys, oninput: (event) => seat.keepDraft(key, event.currentTarget.value),
      ongrow: (event) => grow(event.currentTarget),
    }),
    h("div", { class: "row-end" },
      h("button", { type: "button", class: "press", onclick: stop }, "Cancel"),
      h("button", { type: "button", class: "press primary", onclick: save }, "Save")));
}

/** A channel's messages, and a thread beside them. */

import { h } from "../dom.js";
import { face } from "../face.js";
import { iconButton } from "../icons.js";
import { openMenu } from "../popup.js";
import { act } from "../server.js";
import { dayOf } from "../text/dates.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { telling } from "../toast.js";
import { nameOf, workspace } from "../workspace.js";
import { composer } from "./composer.js";
import { message } from "./message.js";
import { groupName } from "./sidebar.js";

const TOGETHER = 300; // seconds within which one person's messages share a head

export function conversation(seat, where) {
  const pane = { class: "pane conversation", "data-key": "conversation" };
  if (!where) return h("section", pane, h("p", { class: "empty" }, "Choose a channel."));
  const name = titleOf(where, seat);
  return h("section", { ...pane, "aria-label": name },
    heading(seat, where, name),
    scrolling(`${seat.person}-${where.id}`, `Messages in ${name}`, list(seat, where, seat.messages, false)),
    footer(seat, where, name));
}

export function thread(seat, where) {
  const root = seat.place.thread;
  return h("section", { class: "pane thread", "data-key": "thread", "aria-label": "Thread" },
    h("header", { class: "heading" },
      back(seat, { pane: "conversation", thread: "" }),
      h("div", { class: "title" }, h("h1", {}, "Thread"), h("small", {}, where ? titleOf(where, seat) : "")),
      iconButton("close", "Close the thread", () => seat.go({ thread: "", pane: "conversation" }))),
    scrolling(`${seat.person}-${root}`, "Replies",
      seat.replies.length ? list(seat, where, seat.replies, true) : h("p", { class: "empty" }, "This thread is gone.")),
    where?.members.includes(seat.person) ? composer(seat, where, { thread: root, label: "Reply…" }) : null);
}

export function titleOf(where, seat) {
  if (where.kind === "im") return workspace.state.bot.name;
  return where.kind === "mpim" ? groupName(where, seat.person) : `#${where.name}`;
}

/** The way back on a narrow screen. */
export function back(seat, change) {
  return iconButton("back", "Back", () => seat.go(change), { class: "icon back" });
}

function scrolling(key, label, content) {
  return h("div", { class: "scroll", "data-key": key, tabindex: "0", role: "region", "aria-label": label }, content);
}

export function heading(seat, where, name) {
  const about = where.kind === "im" ? tabs(seat) : h("small", {}, mrkdwn(where.topic));
  const people = where.members.filter((id) => id !== workspace.state.bot.user);
  return h("header", { class: "heading" },
    back(seat, { pane: "sidebar" }),
    h("div", { class: "title" }, h("h1", {}, name), about),
    where.kind === "im" ? null : h("button", {
      type: "button", class: "members", "aria-haspopup": "menu", "aria-label": `${where.members.length} members`,
      onclick: (event) => membersMenu(event.currentTarget, seat, where),
    }, people.slice(0, 3).map((id) => face(id, "small")), h("span", {}, where.members.length)));
}

export function tabs(seat) {
  const tab = (name, label) => h("button", {
    type: "button", role: "tab", onclick: () => seat.go({ tab: name }),
    "aria-selected": String(seat.place.tab === name),
  }, label);
  return h("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages"));
}

function membersMenu(pressed, seat, where) {
  const bot = workspace.state.bot;
  const does = (what, more) => telling(act(seat.person, what, { channel: where.id, ...more }));
  const inside = where.members.includes(seat.person);
  const there = where.members.includes(bot.user);
  openMenu(pressed, [
    ...where.members.map((id) => ({ label: nameOf(id), hint: id === seat.person ? "you" : "", run: () => {} })),
    null,
    there ? { label: `Remove ${bot.name}`, run: () => does("leave", { user: bot.user }) }
      : { label: `Add ${bot.name}`, run: () => does("join", { user: bot.user }) },
    ...(inside ? [{ label: `Leave #${where.name}`, danger: true, run: () => does("leave") }] : []),
  ], "Members");
}

function list(seat, where, messages, inThread) {
  const nodes = [];
  let before = null;
  for (const each of messages) {
    const day = dayOf(each.ts);
    if (!inThread && day !== (before && dayOf(before.ts))) nodes.push(line("day", day));
    const together = before && !before.subtype && before.user === each.user && each.ts - before.ts < TOGETHER
      && !before.ephemeral_for && !each.ephemeral_for && !each.bot;
    nodes.push(message(seat, where, each, { together, inThread }));
    if (inThread && each === messages[0] && messages.length > 1) {
      const count = messages.length - 1;
      nodes.push(line("day replies", count === 1 ? "1 reply" : `${count} replies`));
    }
    before = each;
  }
  if (!nodes.length) nodes.push(h("p", { class: "empty", "data-key": "empty" }, "Nothing has been said here yet."));
  return nodes;
}

function line(kind, words) {
  return h("div", { class: kind, "data-key": words }, h("span", {}, words));
}

function footer(seat, where, name) {
  if (where.archived) return h("div", { class: "closed" }, "This channel is archived.");
  if (where.members.includes(seat.person)) return composer(seat, where, { label: `Message ${name}` });
  const join = () => telling(act(seat.person, "join", { channel: where.id }));
  return h("div", { class: "closed" }, `You aren’t in ${name}.`,
    h("button", { type: "button", class: "press primary", onclick: join }, "Join"));
}

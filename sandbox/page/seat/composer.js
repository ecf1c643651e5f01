/** Where one writes: messages, replies and slash commands. */

import { grow } from "../blocks/fields.js";
import { h } from "../dom.js";
import { icon, iconButton } from "../icons.js";
import { openMenu } from "../popup.js";
import { act } from "../server.js";
import { telling, toast } from "../toast.js";
import { workspace } from "../workspace.js";
import { Completing } from "./completing.js";
import { asStored } from "./naming.js";

const completing = new Completing();

export function composer(seat, where, { thread = "", label }) {
  const key = thread || where.id;
  const typed = (event) => {
    seat.keepDraft(key, event.currentTarget.value);
    grow(event.currentTarget);
    completing.look(event.currentTarget, { commands: !thread });
  };
  const keys = (event) => {
    if (completing.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(seat, where, key, thread);
  };
  const global = workspace.state.shortcuts.filter((each) => each.type === "global");
  const use = ({ callback_id: id }) => telling(act(seat.person, "shortcut", { callback_id: id }));
  const menu = (event) => openMenu(event.currentTarget,
    global.map((each) => ({ label: each.name, hint: workspace.state.bot.name, run: () => use(each) })), "Shortcuts");
  return h("form", { class: "composer", "data-key": `write-${seat.person}-${key}`, onsubmit: (event) => {
    event.preventDefault();
    send(seat, where, key, thread);
  } },
  h("textarea", {
    rows: 1, placeholder: label, "aria-label": label, value: seat.draft(key), oninput: typed, onkeydown: keys,
    ongrow: (event) => grow(event.currentTarget),
  }),
  global.length && !thread ? iconButton("bolt", "Shortcuts", menu, { "aria-haspopup": "menu" }) : null,
  h("button", { class: "send", "aria-label": "Send" }, icon("send")));
}

async function send(seat, where, key, thread) {
  const text = asStored(seat.draft(key).trim());
  if (!text) return;
  const empty = () => {
    seat.keepDraft(key, "");
    seat.draw();
  };
  const restore = (words) => {
    if (seat.draft(key)) return;
    seat.keepDraft(key, words);
    seat.draw();
  };
  const kept = seat.draft(key);
  if (/^\/\S/.test(text)) {
    if (await command(seat, where, text, thread, empty)) restore(kept);
    return;
  }
  empty();
  const outcome = await telling(act(seat.person, "say", { channel: where.id, text, thread_ts: thread }));
  if (outcome.error) restore(kept);
}

/** Uses a slash command; true where it failed, so that the words come back. Slackbot says why. */
async function command(seat, where, text, thread, empty) {
  const [name, ...rest] = text.split(/(?<=^\S+)\s+/);
  if (thread) return toast(`${name} is not supported in threads. Sorry!`);
  if (!workspace.state.commands.some((each) => each.command === name)) return toast(`${name} is not a valid command.`);
  empty();
  try {
    const outcome = await act(seat.person, "command", { command: name, text: rest.join(" "), channel: where.id });
    return Boolean(outcome.error);
  } catch (refusal) {
    toast(refusal.message);
    return true;
  }
}

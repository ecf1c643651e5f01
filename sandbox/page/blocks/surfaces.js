/** What a click or a choice does: in a message it goes to the bot; in a window's fields it waits for Submit. */

import { act } from "../server.js";
import { telling } from "../toast.js";

const busy = new Set();
const typed = new Map(); // view id -> {block id: {action id: value}}
const resting = new Map(); // view id -> timer

function keyed(surface, block, part) {
  return `${surface.id}/${block.block_id}/${part.action_id}`;
}

async function whileBusy(surface, block, part, acting) {
  const key = keyed(surface, block, part);
  busy.add(key);
  surface.redraw();
  const outcome = await telling(acting);
  busy.delete(key);
  surface.redraw();
  return outcome;
}

/** A message, as one person sees it. */
export function messageSurface(reader, channel, message, redraw) {
  const click = (surface, block, part, choice) =>
    whileBusy(surface, block, part, act(reader, "click", {
      channel, ts: message.ts, action_id: part.action_id, block_id: block.block_id, ...choice,
    }));
  return {
    id: `${reader}-${channel}-${message.ts}`,
    reader,
    redraw,
    busy(block, part) { return busy.has(keyed(this, block, part)); },
    value: (block, part) => message.chosen?.[block.block_id]?.[part.action_id] ?? initial(part),
    press(block, part, choice = {}) { return click(this, block, part, choice); },
    choose(block, part, choice) {
      ((message.chosen ??= {})[block.block_id] ??= {})[part.action_id] = choice;
      return click(this, block, part, choice);
    },
    keep(block, part, value) {
      const held = ((message.chosen ??= {})[block.block_id] ??= {});
      held[part.action_id] = { type: part.type, value };
    },
    later(block, part) {
      return click(this, block, part, { value: this.value(block, part)?.value });
    },
    suggest(block, part, query) {
      const where = { channel, ts: message.ts, action_id: part.action_id, block_id: block.block_id };
      return telling(act(reader, "suggest", { ...where, query }));
    },
  };
}

/** A window or the Home tab. */
export function viewSurface(view, reader, redraw) {
  const own = typed.get(view.id) ?? {};
  typed.set(view.id, own);
  const click = (surface, block, part, choice) => {
    clearTimeout(resting.get(view.id));
    const where = { view_id: view.id, action_id: part.action_id, block_id: block.block_id };
    return whileBusy(surface, block, part, act(reader, "click_view", { ...where, values: filled(view), ...choice }));
  };
  return {
    id: view.id,
    reader,
    redraw,
    errors: view.errors,
    busy(block, part) { return busy.has(keyed(this, block, part)); },
    value: (block, part) =>
      own[block.block_id]?.[part.action_id] ?? view.state.values[block.block_id]?.[part.action_id],
    press(block, part, choice = {}) { return click(this, block, part, choice); },
    choose(block, part, choice) {
      (own[block.block_id] ??= {})[part.action_id] = choice;
      redraw();
      if (block.type !== "input" || block.dispatch_action) return click(this, block, part, choice);
      return undefined;
    },
    keep(block, part, value) {
      const name = part.type === "rich_text_input" ? "rich_text_value" : "value";
      (own[block.block_id] ??= {})[part.action_id] = { [name]: value };
    },
    later(block, part, milliseconds) {
      clearTimeout(resting.get(view.id));
      const tell = () => click(this, block, part, { value: this.value(block, part)?.value });
      resting.set(view.id, setTimeout(tell, milliseconds));
    },
    suggest(block, part, query) {
      const where = { view_id: view.id, action_id: part.action_id, block_id: block.block_id };
      return telling(act(reader, "suggest", { ...where, query }));
    },
  };
}

/** What was typed into a view so far, as far as its fields are still there. */
export function filled(view) {
  const there = Object.entries(typed.get(view.id) ?? {}).map(([block, actions]) => [
    block,
    Object.fromEntries(Object.entries(actions).filter(([action]) => action in (view.state.values[block] ?? {}))),
  ]);
  return Object.fromEntries(there.filter(([, actions]) => Object.keys(actions).length));
}

/** The window is gone, or sent: nothing more is told about it. */
export function forget(viewId) {
  clearTimeout(resting.get(viewId));
  resting.delete(viewId);
}

const INITIAL = [
  "initial_option", "initial_options", "initial_user", "initial_users", "initial_channel", "initial_channels",
  "initial_conversation", "initial_conversations", "initial_date", "initial_time", "initial_date_time", "initial_value",
];

function initial(part) {
  const name = INITIAL.find((each) => each in part);
  if (!name) return undefined;
  return { [name === "initial_value" ? "value" : name.replace("initial", "selected")]: part[name] };
}

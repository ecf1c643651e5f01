/** Fields to type in. Those that tell the bot of every character do so when the fingers rest for a moment. */

import { h } from "../dom.js";
import { letters } from "./texts.js";
import { VALUE } from "./values.js";

const REST = 300; // milliseconds
const TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number", plain_text_input: "text" };

export function textField(block, part, surface, attributes) {
  const value = surface.value(block, part)?.[VALUE[part.type]];
  const several = part.multiline || part.type === "rich_text_input";
  const typed = (event) => {
    surface.keep(block, part, wrapped(part, event.currentTarget.value));
    if (several) grow(event.currentTarget);
    if (tells(block, part, "on_character_entered")) surface.later(block, part, REST);
  };
  const entered = (event) => {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || several) return;
    if (!tells(block, part, "on_enter_pressed")) return;
    event.preventDefault();
    surface.later(block, part, 0);
  };
  const most = part.max_length ?? (part.type === "plain_text_input" ? 3000 : null);
  return h("div", { class: "typing" },
    h(several ? "textarea" : "input", {
      ...attributes, class: "type", type: several ? null : TYPES[part.type], rows: several ? 4 : null,
      step: part.type === "number_input" ? (part.is_decimal_allowed ? "any" : 1) : null,
      min: part.min_value, max: part.max_value, autocomplete: "off", placeholder: letters(part.placeholder) || null,
      "data-focus": part.focus_on_load, value: unwrapped(value), oninput: typed, onkeydown: entered,
    }),
    most && most < 3000 ? left(most, unwrapped(value)) : null);
}

/** How many characters are left, once it matters. */
function left(most, value) {
  const rest = most - value.length;
  if (rest > most / 5) return null;
  return h("span", { class: rest < 0 ? "left over" : "left", "aria-live": "polite" }, String(rest));
}

export function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight / 2)}px`;
}

function tells(block, part, when) {
  if (!block.dispatch_action) return false;
  return (part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(when);
}

function wrapped(part, text) {
  if (part.type !== "rich_text_input") return text || null;
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return text ? { type: "rich_text", elements: [section] } : null;
}

function unwrapped(value) {
  if (typeof value !== "object" || !value) return value ?? "";
  return value.elements.flatMap((part) => part.elements).map((leaf) => leaf.text ?? "").join("");
}

/** Buttons, menus and pickers of Block Kit; fields to type in are in fields.js. */

import { h } from "../dom.js";
import { iconButton } from "../icons.js";
import { openMenu } from "../popup.js";
import { open } from "../text/links.js";
import { chooser } from "./choosing.js";
import { confirmed } from "./confirming.js";
import { textField } from "./fields.js";
import { picture } from "./pictures.js";
import { letters, words } from "./texts.js";
import { VALUE, choose, held } from "./values.js";

const PICKERS = {
  datepicker: { type: "date", read: (text) => text || null, write: (value) => value ?? "" },
  timepicker: { type: "time", read: (text) => text || null, write: (value) => value ?? "" },
  datetimepicker: { type: "datetime-local", read: (text) => (text ? new Date(text) / 1000 : null), write: localTime },
};

/** One element. `attributes` (from an input block) tie it to its label. */
export function element(block, part, surface, attributes = {}) {
  const type = part.type;
  if (type === "button" || type === "workflow_button") return button(block, part, surface);
  if (type === "overflow") return overflow(block, part, surface);
  if (type === "image") return picture(part);
  if (type === "radio_buttons" || type === "checkboxes") return options(block, part, surface, attributes);
  if (type in PICKERS) return picker(block, part, surface, attributes);
  if (type.endsWith("_select")) return chooser(block, part, surface, attributes);
  if (type in VALUE) return textField(block, part, surface, attributes);
  return h("span", { class: "hint" }, `(an element this page can’t draw: ${type})`);
}

function button(block, part, surface) {
  const busy = surface.busy(block, part);
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (part.confirm && !(await confirmed(part.confirm, pressed))) return;
    if (part.url) open(part.url, pressed);
    await surface.press(block, part);
  };
  return h("button", {
    type: "button", class: `press ${part.style ?? ""}`, onclick: press, "data-action": part.action_id,
    "aria-label": part.accessibility_label, "aria-busy": busy ? "true" : null,
  }, letters(part.text));
}

function overflow(block, part, surface) {
  const pick = async (option, pressed) => {
    if (part.confirm && !(await confirmed(part.confirm, pressed))) return;
    if (option.url) open(option.url, pressed);
    await surface.press(block, part, { selected_option: option });
  };
  const show = (event) => {
    const pressed = event.currentTarget;
    openMenu(pressed, part.options.map((option) => ({
      label: letters(option.text), hint: letters(option.description), run: () => pick(option, pressed),
    })), "More");
  };
  return iconButton("more", "More", show, { class: "press", "aria-haspopup": "menu" });
}

function options(block, part, surface, attributes) {
  const several = part.type === "checkboxes";
  const value = held(block, part, surface);
  const chosen = (several ? (value ?? []) : [value]).map((option) => option?.value);
  const pick = (option, event) => {
    if (!several) return choose(block, part, surface, option, event.currentTarget);
    const kept = part.options.filter((each) => chosen.includes(each.value) !== (each.value === option.value));
    return choose(block, part, surface, kept, event.currentTarget);
  };
  const group = several ? "group" : "radiogroup";
  return h("div", { role: group, class: "options", ...attributes, "aria-required": null }, part.options.map((option) =>
    h("label", { class: "option" },
      h("input", {
        type: several ? "checkbox" : "radio", name: `${surface.id}-${block.block_id}-${part.action_id}`,
        checked: chosen.includes(option.value), onchange: (event) => pick(option, event),
      }),
      h("span", {}, h("span", { class: "lines" }, words(option.text, surface.reader)),
        option.description ? h("small", {}, words(option.description, surface.reader)) : null))));
}

function picker(block, part, surface, attributes) {
  const { type, read, write } = PICKERS[part.type];
  const label = attributes["aria-labelledby"] ? null : letters(part.placeholder) || "Choose";
  return h("input", {
    ...attributes, type, class: "type", "aria-label": label, value: write(held(block, part, surface)),
    onchange: (event) => choose(block, part, surface, read(event.currentTarget.value), event.currentTarget),
  });
}

function localTime(seconds) {
  if (!seconds) return "";
  const instant = new Date(seconds * 1000);
  return new Date(instant - instant.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

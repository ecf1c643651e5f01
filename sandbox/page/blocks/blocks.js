/** Block Kit as nodes. What a place does with a click or a choice is the business of `surface` (surfaces.js). */

import { h } from "../dom.js";
import { mrkdwn } from "../text/mrkdwn.js";
import { richText } from "../text/richtext.js";
import { element } from "./elements.js";
import { picture } from "./pictures.js";
import { letters, words } from "./texts.js";

const BLOCKS = {
  section: (block, surface) => section(block, surface),
  header: (block) => h("h3", { class: "header" }, letters(block.text)),
  divider: () => h("hr"),
  context: (block, surface) => h("div", { class: "context" }, block.elements.map((each) => contextual(each, surface))),
  actions: (block, surface) =>
    h("div", { class: "actions", role: "group" }, block.elements.map((each) => element(block, each, surface))),
  image: (block) =>
    h("figure", {}, block.title ? h("figcaption", {}, letters(block.title)) : null, picture(block)),
  input: (block, surface) => input(block, surface),
  rich_text: (block, surface) => richText(block, surface.reader),
  markdown: (block, surface) => h("div", { class: "lines" }, mrkdwn(block.text, surface.reader)),
  alert: (block, surface) =>
    h("div", { class: `note ${block.level ?? "default"}`, role: "note" }, words(block.text, surface.reader)),
  table: (block, surface) => table(block, surface),
};

/** All blocks of a message or view. */
export function blocks(list, surface) {
  return list.map((block) => {
    const draw = BLOCKS[block.type];
    const drawn = draw ? draw(block, surface) : `(a block this page can’t draw: ${block.type})`;
    return h("div", { class: `block ${block.type}`, "data-key": `${block.type}:${block.block_id}` }, drawn);
  });
}

function section(block, surface) {
  const text = block.text ? h("div", { class: "lines" }, words(block.text, surface.reader)) : null;
  const fields = block.fields?.map((field) => h("div", { class: "lines" }, words(field, surface.reader)));
  const body = h("div", { class: "body" }, text, fields ? h("div", { class: "fields" }, fields) : null);
  const accessory = block.accessory ? element(block, block.accessory, surface) : null;
  return [body, accessory ? h("div", { class: "accessory" }, accessory) : null];
}

function contextual(part, surface) {
  if (part.type === "image") return picture(part);
  return h("span", { class: "lines" }, words(part, surface.reader));
}

function input(block, surface) {
  const name = `${surface.id}-${block.block_id}`;
  const error = surface.errors?.[block.block_id];
  const grouped = ["radio_buttons", "checkboxes"].includes(block.element.type);
  const described = [block.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  const field = element(block, block.element, surface, {
    id: grouped ? null : name,
    "aria-labelledby": `${name}-label`,
    "aria-describedby": described || null,
    "aria-invalid": error ? "true" : null,
    "aria-required": block.optional ? null : "true",
  });
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  return h("div", { class: error ? "field wrong" : "field" },
    h("label", { id: `${name}-label`, for: grouped ? null : name }, letters(block.label), optional),
    field,
    error ? h("p", { class: "error", id: `${name}-error`, role: "alert" }, error) : null,
    block.hint ? h("p", { class: "hint", id: `${name}-hint` }, letters(block.hint)) : null,
  );
}

function table(block, surface) {
  const cell = (each, tag) =>
    h(tag, {}, each.type === "rich_text" ? richText(each, surface.reader) : (each.text ?? String(each.value)));
  const [head, ...rows] = block.rows;
  return h("table", {},
    h("thead", {}, h("tr", {}, head.map((each) => cell(each, "th")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((each) => cell(each, "td"))))));
}

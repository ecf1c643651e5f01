/** Slack's rich_text blocks as nodes. */

import { h } from "../dom.js";
import { toast } from "../toast.js";
import { copy } from "./copying.js";
import { inWords } from "./dates.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcast, channelName, mention } from "./mrkdwn.js";

const STYLES = { code: "code", strike: "s", underline: "u", italic: "em", bold: "strong" };

const LEAVES = {
  text: (leaf) => document.createTextNode(leaf.text),
  link: (leaf) => link(leaf.url, leaf.text),
  emoji: (leaf) => h("span", {}, emoji(leaf.name) ?? `:${leaf.name}:`),
  user: (leaf, reader) => mention(leaf.user_id, reader),
  usergroup: (leaf) => broadcast(leaf.usergroup_id),
  channel: (leaf) => channelName(leaf.channel_id),
  broadcast: (leaf) => broadcast(leaf.range),
  date: (leaf) => h("time", {}, inWords(leaf.timestamp, leaf.format)),
  color: (leaf) => h("code", {}, leaf.value),
};

const PARTS = {
  rich_text_section: (part, reader) => h("div", { class: "lines" }, leaves(part, reader)),
  rich_text_quote: (part, reader) => h("blockquote", {}, leaves(part, reader)),
  rich_text_preformatted: (part, reader) => copyable(part, reader),
  rich_text_list: (part, reader) => list(part, reader),
};

export function richText(block, reader) {
  return block.elements.map((part) => PARTS[part.type](part, reader));
}

function leaves(part, reader) {
  return part.elements.map((leaf) => {
    const on = Object.keys(STYLES).filter((name) => leaf.style?.[name]);
    return on.reduce((node, name) => h(STYLES[name], {}, node), LEAVES[leaf.type](leaf, reader));
  });
}

function list(part, reader) {
  const items = part.elements.map((item) => h("li", {}, leaves(item, reader)));
  const attributes = { class: `indent${Math.min(part.indent ?? 0, 4)}`, start: (part.offset ?? 0) + 1 };
  return part.style === "ordered" ? h("ol", attributes, items) : h("ul", { class: attributes.class }, items);
}

/** A text of its own with a button that copies it, letter by letter. */
function copyable(part, reader) {
  const words = part.elements.map((leaf) => leaf.text ?? leaf.url ?? "").join("");
  const press = async () => {
    await copy(words);
    toast("Copied.", "news");
  };
  const button = h("button", { class: "copy", type: "button", "aria-label": "Copy the text", onclick: press }, "Copy");
  return h("div", { class: "verbatim" }, h("pre", {}, leaves(part, reader)), button);
}

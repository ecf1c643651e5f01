/** Slack's mrkdwn as nodes: what people wrote becomes text, never markup. */

import { h } from "../dom.js";
import { channel, nameOf, person } from "../workspace.js";
import { inWords } from "./dates.js";
import { EMOJI, emoji } from "./emoji.js";
import { link } from "./links.js";

const SHORTCODE = /:([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:/g;
const SPECIAL = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:|[*_~]/g;
const EMPHASIS = { "*": "strong", _: "em", "~": "s" };
const JOINER = "\u2060"; // behind a sign it keeps the sign from being read as emphasis
const LETTER = /[\p{L}\p{N}]/u;

/** A mrkdwn text: code blocks, quotes, and lines. */
export function mrkdwn(text, reader) {
  return text.split("```").flatMap((part, index, parts) => {
    const closed = index % 2 === 1 && index < parts.length - 1;
    if (closed) return [h("pre", {}, unescaped(part.replace(/^\n|\n$/g, "")))];
    return quotes(index % 2 === 1 ? `\`\`\`${part}` : trimmed(part, index, parts.length), reader);
  });
}

/** Text that isn't formatted, with its emoji. */
export function plain(text) {
  return withEmoji(text, emoji);
}

/** The same where only letters can stand. */
export function letters(text) {
  return withEmoji(text, (name) => EMOJI[name]).join("");
}

export function unescaped(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function trimmed(part, index, count) {
  const start = index ? part.replace(/^\n/, "") : part;
  return index < count - 1 ? start.replace(/\n$/, "") : start;
}

function quotes(text, reader) {
  const nodes = [];
  let run = { quoted: false, lines: [] };
  const flush = () => {
    if (!run.lines.length) return;
    const inside = inline(run.lines.join("\n"), reader);
    nodes.push(...(run.quoted ? [h("blockquote", {}, inside)] : inside));
  };
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?/.exec(line);
    if (Boolean(quoted) !== run.quoted) {
      flush();
      run = { quoted: Boolean(quoted), lines: [] };
    }
    run.lines.push(quoted ? line.slice(quoted[0].length) : line);
  }
  flush();
  return nodes;
}

function inline(text, reader) {
  const nodes = [];
  let start = 0;
  const plainUntil = (end) => {
    if (end > start) nodes.push(unescaped(text.slice(start, end)));
  };
  SPECIAL.lastIndex = 0;
  for (let found = SPECIAL.exec(text); found; found = SPECIAL.exec(text)) {
    const made = special(text, found, reader);
    if (!made) {
      SPECIAL.lastIndex = found.index + 1;
      continue;
    }
    plainUntil(found.index);
    nodes.push(made.node);
    start = made.end;
    SPECIAL.lastIndex = start;
  }
  plainUntil(text.length);
  return nodes;
}

function special(text, found, reader) {
  const end = found.index + found[0].length;
  if (found[1]) return { node: reference(found[1], reader), end };
  if (found[2]) return { node: h("code", {}, unescaped(found[2])), end };
  if (found[3]) return EMOJI[found[3]] ? { node: emoji(found[3]), end } : undefined;
  const close = closing(text, found.index);
  if (close < 0) return undefined;
  const kept = SPECIAL.lastIndex;
  const inside = inline(text.slice(found.index + 1, close), reader);
  SPECIAL.lastIndex = kept;
  return { node: h(EMPHASIS[found[0]], {}, inside), end: close + 1 };
}

/** Where the emphasis that opens at `open` ends, or -1 where the sign is only a sign. */
function closing(text, open) {
  const sign = text[open];
  const next = text[open + 1] ?? "";
  if (LETTER.test(text[open - 1] ?? "") || !next || /\s/.test(next) || next === JOINER || next === sign) return -1;
  for (let at = open + 1; at < text.length && text[at] !== "\n"; at += 1) {
    if (text[at] === "<") at = Math.max(at, text.indexOf(">", at));
    if (text[at] !== sign || /\s/.test(text[at - 1])) continue;
    const after = text[at + 1] ?? "";
    if (!LETTER.test(after) && after !== JOINER && after !== sign) return at;
  }
  return -1;
}

function withEmoji(text, drawn) {
  const nodes = [];
  let start = 0;
  for (const found of text.matchAll(SHORTCODE)) {
    if (!EMOJI[found[1]]) continue;
    nodes.push(text.slice(start, found.index), drawn(found[1]));
    start = found.index + found[0].length;
  }
  return [...nodes, text.slice(start)];
}

/** What stands between < and >. */
function reference(inside, reader) {
  const [target, label] = split(inside);
  if (target.startsWith("@")) return mention(target.slice(1), reader);
  if (target.startsWith("#")) return channelName(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return broadcast(target.slice(1).split("^")[0], label);
  return link(unescaped(target), label && unescaped(label));
}

function split(inside) {
  const bar = inside.indexOf("|");
  return bar < 0 ? [inside, ""] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

export function mention(id, reader) {
  const known = person(id);
  return h("span", { class: id === reader ? "mention mine" : "mention" }, `@${known ? nameOf(id) : id}`);
}

export function channelName(id, label) {
  return h("span", { class: "mention" }, `#${channel(id)?.name ?? (label || id)}`);
}

export function broadcast(range, label) {
  return h("span", { class: "mention mine" }, label || `@${range}`);
}

function date(target, fallback) {
  const [, seconds, pattern, url] = target.split("^");
  const known = /^\d+$/.test(seconds ?? "") && pattern;
  const words = known ? inWords(Number(seconds), unescaped(pattern)) : unescaped(fallback);
  return url ? link(unescaped(url), words) : h("time", { title: unescaped(fallback) }, words);
}

/** One thing at a time that floats beside what was pressed: a menu, a list to choose from. */

import { focusable, h } from "./dom.js";

const GAP = 4;
let current = null;

/** Shows `content` beside `anchor`. With `focus` the keyboard goes there, and back when it closes. */
export function openPopup(anchor, content, { focus = true, above = false, wide = false, closed = () => {} } = {}) {
  closePopup();
  const box = h("div", { class: "popup" }, content);
  document.body.append(box);
  current = { anchor, box, focus, above, closed };
  anchor.setAttribute("aria-expanded", "true");
  if (wide) box.style.minWidth = `${anchor.getBoundingClientRect().width}px`;
  placePopup();
  if (focus) focusable(box)[0]?.focus();
  return box;
}

export function closePopup() {
  if (!current) return;
  const { anchor, box, focus, closed } = current;
  const inside = box.contains(document.activeElement);
  current = null;
  box.remove();
  anchor.removeAttribute("aria-expanded");
  if (focus && inside && anchor.isConnected) anchor.focus();
  closed();
}

export function popupOf(anchor) {
  return current?.anchor === anchor ? current.box : null;
}

/** Below its anchor, or above where there is more room; always on the screen. */
export function placePopup() {
  const { anchor, box, above } = current;
  const at = anchor.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const below = innerHeight - at.bottom - GAP;
  const up = above || (below < size.height && at.top > below);
  const left = Math.max(GAP, Math.min(at.left, innerWidth - size.width - GAP));
  box.style.left = `${left}px`;
  box.style.maxHeight = `${(up ? at.top : below) - 2 * GAP}px`;
  box.style.top = up ? "auto" : `${at.bottom + GAP}px`;
  box.style.bottom = up ? `${innerHeight - at.top + GAP}px` : "auto";
}

/** A menu of things to do: [{label, hint, danger, url, run}], or null for a line between them. */
export function openMenu(anchor, items, label) {
  const entry = (item) =>
    item
      ? h("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => pick(item) },
          h("span", {}, item.label), item.hint ? h("small", {}, item.hint) : null)
      : h("hr");
  const pick = (item) => {
    closePopup();
    item.run();
  };
  openPopup(anchor, h("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: walk }, items.map(entry)));
}

function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = focusable(this);
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !current) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  closePopup();
}, true);

document.addEventListener("pointerdown", (event) => {
  if (current && !current.box.contains(event.target) && !current.anchor.contains(event.target)) closePopup();
}, true);

document.addEventListener("scroll", (event) => {
  if (current && !current.box.contains(event.target)) current.anchor.isConnected ? placePopup() : closePopup();
}, true);

addEventListener("resize", () => current && placePopup());

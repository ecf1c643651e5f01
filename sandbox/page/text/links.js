/** Links: out into the world in a new tab, or to another place of the workspace. */

import { h } from "../dom.js";
import { placeOf } from "../workspace.js";

const SAFE = /^(?:https?|mailto|tel):/i;

/** A link, or only its words where the address isn't one that a person should follow. */
export function link(url, label) {
  const words = label || url.replace(/^(?:mailto|tel):/, "");
  if (!SAFE.test(url)) return document.createTextNode(words);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, words);
}

/** Opens an address like a click on a link to it does. */
export function open(url, from) {
  if (!SAFE.test(url) || toPlace(url, from)) return;
  window.open(url, "_blank", "noopener,noreferrer");
}

function follow(event) {
  if (toPlace(this.href, this)) event.preventDefault();
}

function toPlace(url, from) {
  const place = placeOf(url);
  if (place) from.dispatchEvent(new CustomEvent("goto", { bubbles: true, detail: place }));
  return Boolean(place);
}

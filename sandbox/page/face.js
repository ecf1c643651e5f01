/** A person's face: two initials on their colour; the bot has a sign of its own. */

import { h } from "./dom.js";
import { nameOf, person } from "./workspace.js";

export function face(id, size = "") {
  const who = person(id);
  if (who?.bot) return h("span", { class: `face bot ${size}`, "aria-hidden": "true" }, who.real_name[0]);
  const initials = nameOf(id).split(" ").map((word) => word[0]).slice(0, 2).join("");
  return h("span", { class: `face ${size}`, hue: `#${who?.color ?? "5b6472"}`, "aria-hidden": "true" }, initials);
}

export function firstName(id) {
  return nameOf(id).split(" ")[0];
}

/** The little number on a face or channel: mentions, else a dot for what is only unread. */
export function badge({ unread, mentions }) {
  const shown = mentions > 99 ? "99+" : mentions;
  if (mentions) return h("span", { class: "badge", "aria-label": `${mentions} for you` }, shown);
  return unread ? h("span", { class: "dot", "aria-label": "unread" }) : null;
}

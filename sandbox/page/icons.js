/** The few drawn signs of the page, 20 by 20. */

import { h, svg } from "./dom.js";

const PATHS = {
  back: "M12.5 4.5 7 10l5.5 5.5",
  close: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7a5 5 0 0 1 5 5v1",
  send: "M4 10.2 3.5 4l13 6-13 6 .5-5.8H9",
  bolt: "M11 2.5 4.5 11.5H9.5L9 17.5l6.5-9H10.5z",
  two: "M3.5 4.5h13v11h-13zM10 4.5v11",
  phone: "M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM9 15h2",
  behind: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  lock: "M5.5 9h9v7h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9",
  hash: "M8 3.5 6.5 16.5M13.5 3.5 12 16.5M4 7.5h13M3 12.5h13",
  group: "M7.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 15.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4" +
    "M12.5 4.7a2.5 2.5 0 0 1 0 4.6M14.5 11.8c1.5.5 2.5 1.8 2.5 3.7",
};

export function icon(name) {
  const box = { viewBox: "0 0 20 20", width: 18, height: 18 };
  return svg("svg", { class: `drawn drawn-${name}`, ...box, "aria-hidden": "true" }, svg("path", { d: PATHS[name] }));
}

/** A button that is only a sign; `label` says in words what it does. */
export function iconButton(name, label, onclick, more = {}) {
  const attributes = { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...more };
  return h("button", attributes, icon(name));
}

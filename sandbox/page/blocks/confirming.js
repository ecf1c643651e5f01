/** "Are you sure?", where the app asks for it. */

import { focusable, h } from "../dom.js";
import { letters, words } from "./texts.js";

/** Whether the person said yes. */
export function confirmed(confirm, pressed) {
  return new Promise((resolve) => {
    const end = (answer) => {
      shade.remove();
      if (pressed?.isConnected) pressed.focus();
      resolve(answer);
    };
    const keys = (event) => {
      if (event.key === "Escape") end(false);
      if (event.key === "Tab") trap(event, shade);
      event.stopPropagation();
    };
    const title = letters(confirm.title);
    const shade = h("div", { class: "shade page", onkeydown: keys },
      h("div", { class: "window small", role: "alertdialog", "aria-modal": "true", "aria-label": title },
        h("header", {}, h("h2", {}, title)),
        h("div", { class: "content lines" }, words(confirm.text)),
        h("footer", {},
          h("button", { type: "button", class: "press", onclick: () => end(false) }, letters(confirm.deny)),
          h("button", { type: "button", class: `press ${confirm.style ?? "primary"}`, onclick: () => end(true) },
            letters(confirm.confirm)))));
    document.body.append(shade);
    focusable(shade).at(-1).focus();
  });
}

/** Keeps the Tab key inside a window. */
export function trap(event, inside) {
  const all = focusable(inside);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (!all.length || (document.activeElement !== edge && inside.contains(document.activeElement))) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}

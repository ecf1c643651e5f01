/** What to try, for those who are here for the first time. */

import { h } from "./dom.js";

const KEY = "expertline-banner";

export function banner(redraw) {
  if (localStorage.getItem(KEY)) return null;
  const dismiss = () => {
    localStorage.setItem(KEY, "seen");
    redraw();
  };
  return h("div", { class: "banner", role: "note", "aria-label": "What to try" },
    h("p", {}, h("strong", {}, "Begin as Maya, in comms."),
      " In #comms, point at the first question, press ⋯ and choose Ask an expert; ",
      "then become Lena (the faces above) and reply in the thread."),
    h("button", { type: "button", class: "press", onclick: dismiss }, "Got it"));
}

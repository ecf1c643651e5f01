/** The app's Home tab. */

import { blocks } from "../blocks/blocks.js";
import { viewSurface } from "../blocks/surfaces.js";
import { h } from "../dom.js";
import { workspace } from "../workspace.js";
import { back, tabs } from "./conversation.js";

export function home(seat) {
  const { name } = workspace.state.bot;
  const view = seat.views.home;
  const content = view
    ? blocks(view.blocks, viewSurface(view, seat.person, () => seat.draw()))
    : h("p", { class: "empty" }, `${name} hasn’t put anything here yet.`);
  return h("section", { class: "pane conversation home", "data-key": "home", "aria-label": `${name}, Home` },
    h("header", { class: "heading" },
      back(seat, { pane: "sidebar" }), h("div", { class: "title" }, h("h1", {}, name), tabs(seat))),
    h("div", { class: "scroll-y" }, h("div", { class: "blocks" }, content)));
}

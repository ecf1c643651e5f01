/** The row of faces to become somebody else, and the switches of the page. */

import { h } from "./dom.js";
import { badge, face, firstName } from "./face.js";
import { icon } from "./icons.js";
import { nameOf, people, waitingFor, workspace } from "./workspace.js";

export function topbar(app, behind) {
  return [
    h("div", { class: "brand", "data-key": "brand" },
      h("img", { src: "look/icon.svg", alt: "", width: 26, height: 26 }),
      h("div", {}, h("strong", {}, workspace.state.workspace.name), h("small", {}, "a sandbox for Expertline"))),
    h("nav", { class: "faces", "data-key": "faces", "aria-label": "Become somebody" },
      people().map((each) => one(app, each))),
    h("div", { class: "switches", "data-key": "switches" },
      toggle("Side by side", "two", app.seats.length > 1, (on) => app.twoSides(on), "wide-only"),
      toggle("Phone width", "phone", app.phone, (on) => app.phones(on), "wide-only"),
      toggle("Behind the scenes", "behind", behind.shown, () => behind.toggle())),
    h("p", { class: "offline-note", "data-key": "offline", role: "status" },
      "The sandbox isn’t answering. Trying again…"),
  ];
}

function one(app, who) {
  const here = app.seats.some((seat) => seat.person === who.id);
  const active = app.active?.person === who.id;
  const waiting = waitingFor(who.id);
  const news = waiting.mentions ? `, ${waiting.mentions} for them` : waiting.unread ? ", unread messages" : "";
  return h("button", {
    type: "button", class: here ? "person here" : "person", "data-key": who.id, "data-person": who.id,
    title: `${nameOf(who.id)} · ${who.title}`, disabled: who.deleted, "aria-pressed": String(active),
    "aria-label": `${nameOf(who.id)}, ${who.title}${news}`, onclick: () => app.become(who.id),
  }, h("span", { class: "portrait" }, face(who.id), badge(waiting)),
  h("span", { "aria-hidden": "true" }, firstName(who.id)));
}

function toggle(label, drawn, on, change, kind = "") {
  return h("button", {
    type: "button", class: `toggle ${kind}`, title: label, "aria-label": label, "aria-pressed": String(on),
    onclick: () => change(!on),
  }, icon(drawn), h("span", { class: "words" }, label));
}

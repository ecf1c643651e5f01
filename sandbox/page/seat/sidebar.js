/** The left column: the workspace's name, channels, and the app. */

import { h } from "../dom.js";
import { badge, face } from "../face.js";
import { icon } from "../icons.js";
import { channelsOf, directOf, nameOf, person, unreadOf, workspace } from "../workspace.js";

export function sidebar(seat) {
  const own = channelsOf(seat.person);
  const open = workspace.state.channels.filter(
    (each) => each.kind === "channel" && !each.private && !each.archived && !own.includes(each));
  const groups = workspace.state.channels.filter((each) => each.kind === "mpim" && each.members.includes(seat.person));
  const direct = directOf(seat.person);
  return h("nav", { class: "sidebar", "aria-label": "Channels", "data-key": "sidebar" },
    h("div", { class: "who" }, face(seat.person), h("div", {},
      h("strong", {}, nameOf(seat.person)), h("small", {}, person(seat.person)?.title))),
    h("div", { class: "scroll-y" },
      h("h2", {}, "Channels"),
      h("ul", {}, own.map((each) => row(seat, each, icon(each.private ? "lock" : "hash"), each.name))),
      direct || groups.length ? h("h2", {}, "Direct messages") : null,
      h("ul", {},
        direct ? row(seat, direct, face(workspace.state.bot.user, "small"), workspace.state.bot.name) : null,
        groups.map((each) => row(seat, each, icon("group"), groupName(each, seat.person)))),
      open.length ? h("h2", {}, "Not joined") : null,
      h("ul", { class: "faint" }, open.map((each) => row(seat, each, icon("hash"), each.name)))));
}

/** The others of a group conversation. */
export function groupName(group, self) {
  return group.members.filter((id) => id !== self).map((id) => nameOf(id).split(" ")[0]).join(", ");
}

function row(seat, where, sign, name) {
  const here = where.id === seat.place.channel;
  const waiting = unreadOf(seat.person, where.id);
  return h("li", { "data-key": where.id },
    h("button", {
      type: "button", "data-channel": where.id, "aria-current": here ? "page" : null,
      class: waiting.unread ? "row news" : "row", onclick: () => seat.go({ channel: where.id, pane: "conversation" }),
    }, h("span", { class: "sign", "aria-hidden": "true" }, sign), h("span", { class: "name" }, name),
    where.archived ? h("small", {}, "archived") : null, badge(waiting)));
}

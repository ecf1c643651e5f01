/** The page: one or two people at their screens, kept up to date by the sandbox's stream. */

import { Behind } from "./behind/behind.js";
import { banner } from "./banner.js";
import { show } from "./dom.js";
import { listen } from "./server.js";
import { Seat } from "./seat/seat.js";
import { closeTop } from "./seat/windows.js";
import { chime } from "./sound.js";
import { topbar } from "./topbar.js";
import { mrkdwn } from "./text/mrkdwn.js";
import { toast } from "./toast.js";
import { channel, nameOf, people, person, reload, waitingFor } from "./workspace.js";

const GATHER = 60; // milliseconds in which changes are looked at together
const at = (id) => document.getElementById(id);

export const app = {
  seats: [],
  active: null,
  phone: false,
  async become(id) {
    const there = this.seats.find((seat) => seat.person === id);
    if (there) return this.activate(there);
    await this.active.become(id);
    return this.draw();
  },
  activate(seat) {
    if (this.active === seat) return;
    this.active = seat;
    this.draw();
  },
  async twoSides(on) {
    if (on === this.seats.length > 1) return;
    if (on) await this.sitDown(other());
    else this.seats.splice(this.seats.indexOf(this.active) ? 0 : 1, 1)[0].element.remove();
    this.draw();
  },
  phones(on) {
    this.phone = on;
    this.draw();
  },
  async sitDown(id, place) {
    const seat = new Seat({ moved: () => lookAround(), noticed: readOut });
    seat.element.addEventListener("pointerdown", () => this.activate(seat), true);
    seat.element.addEventListener("focusin", () => this.activate(seat));
    this.seats.push(seat);
    at("seats").append(seat.element);
    this.active ??= seat;
    await seat.become(id, place);
  },
  draw() {
    document.body.classList.toggle("phones", this.phone);
    document.body.classList.toggle("two", this.seats.length > 1);
    const two = this.seats.length > 1;
    for (const seat of this.seats) seat.element.classList.toggle("active", two && seat === this.active);
    show(at("top"), topbar(this, behind));
    show(at("banner"), banner(() => this.draw()));
    this.remember();
  },
  /** The address says who is where, so that a look at something can be shown to somebody else. */
  remember() {
    const places = this.seats.filter((seat) => seat.place).map(({ person: id, place }) =>
      [id, place.channel, place.tab === "home" ? "home" : place.thread].filter(Boolean).join("/"));
    history.replaceState(null, "", `#${[...places, this.phone && "phone"].filter(Boolean).join("&")}`);
  },
};

/** Who sits down beside the one who is there: an expert, as most want to see the two sides of a question. */
function other() {
  const others = people().filter((each) => each.id !== app.active.person && !each.deleted);
  return (others.find((each) => each.id === "U0LENA") ?? others[0]).id;
}

/** "#U0MAYA/C0COMMS/1700.1&U0LENA/D0LENA/home&phone" -> [{id, place}]. */
function remembered() {
  const parts = decodeURIComponent(location.hash.slice(1)).split("&");
  app.phone = parts.includes("phone");
  return parts.map((part) => part.split("/")).filter(([id]) => person(id)).slice(0, 2).map(([id, where, more]) => ({
    id,
    place: channel(where) && {
      channel: where, tab: more === "home" ? "home" : "messages", thread: more === "home" ? "" : (more ?? ""),
      pane: more && more !== "home" ? "thread" : "conversation",
    },
  }));
}

function readOut(message) {
  const words = mrkdwn(message.text).map((node) => node.textContent ?? node);
  at("said").textContent = `${nameOf(message.user)}: ${words.join("")}`;
}

const behind = new Behind(at("behind"), app);
let gathering = 0;
let took = 0;
let named = 0;

function changed(change) {
  document.body.classList.toggle("offline", change.kind === "disconnected");
  if (change.kind === "disconnected") return;
  if (["bot", "trouble", "connected"].includes(change.kind)) behind.look();
  // Where there is much to look at, most of the time is left to the sandbox itself.
  gathering ||= setTimeout(lookAgain, Math.max(GATHER, 4 * took));
}

async function lookAgain() {
  gathering = 0;
  const started = performance.now();
  try {
    await Promise.all(app.seats.map((seat) => seat.load()));
    await lookAround();
  } catch (trouble) {
    toast(trouble.message);
  }
  took = performance.now() - started;
}

/** Who is here, what there is, and what is unread, now that the seats have read what they see. */
async function lookAround() {
  await reload();
  app.seats.forEach((seat) => seat.draw());
  const total = app.seats.reduce((sum, seat) => sum + waitingFor(seat.person).mentions, 0);
  if (total > named) chime();
  named = total;
  app.draw();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === document.body) closeTop(app.active);
});

async function start() {
  await reload();
  const seats = remembered();
  for (const { id, place } of seats.length ? seats : [{ id: people()[0].id }]) await app.sitDown(id, place);
  app.active = app.seats[0];
  app.active.focusComposer();
  app.draw();
  listen(changed);
}

start().catch((trouble) => toast(trouble.message));

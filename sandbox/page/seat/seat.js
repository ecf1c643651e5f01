/** One person at the screen: where they are, what they see there, and how it is drawn. */

import { h, show } from "../dom.js";
import { act, get } from "../server.js";
import { chime } from "../sound.js";
import { telling, toast } from "../toast.js";
import { channel, channelsOf, directOf, nameOf, unreadOf, workspace } from "../workspace.js";
import { conversation, thread } from "./conversation.js";
import { home } from "./home.js";
import { sidebar } from "./sidebar.js";
import { focusWindow, windows } from "./windows.js";

const places = new Map(); // person -> where they were last

export class Seat {
  constructor({ moved, noticed }) {
    this.element = h("section", { class: "seat" });
    this.element.addEventListener("goto", (event) => this.goto(event.detail));
    this.moved = moved;
    this.noticed = noticed;
    this.messages = [];
    this.replies = [];
    this.views = { modals: [], home: null };
    this.drafts = new Map();
    this.heard = "";
    this.looks = 0;
    this.shown = 0; // which of the looks is on the screen
    this.editing = null;
    this.sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => stay(target)));
  }

  /** Somebody sits down here. */
  async become(person, place) {
    if (this.person) places.set(this.person, this.place);
    this.person = person;
    this.place = place ?? places.get(person) ?? this.firstPlace();
    await this.arrive();
  }

  /** Where something waits for them; else comms, or their desk. */
  firstPlace() {
    const own = channelsOf(this.person);
    const waits = [...own, directOf(this.person)].find((each) => each && unreadOf(this.person, each.id).mentions);
    const called = (start) => own.find((each) => each.name.startsWith(start));
    const usual = called("comms") ?? called("desk-") ?? own[0];
    return { channel: (waits ?? usual)?.id ?? "", thread: "", tab: "messages", pane: "conversation" };
  }

  go(change) {
    if (change.channel && change.channel !== this.place.channel) change = { thread: "", tab: "messages", ...change };
    this.place = { ...this.place, ...change };
    this.editing = null;
    if (!change.channel && !change.thread) this.draw(); // nothing has to be fetched for it
    return this.arrive();
  }

  /** Follows a link to a message. */
  async goto({ channel: id, ts, thread: root }) {
    const where = channel(id);
    const open = where && (where.members.includes(this.person) || (where.kind === "channel" && !where.private));
    if (!open) return toast("You can’t see that conversation.");
    await this.go({ channel: id, thread: root || ts, pane: "thread" });
    this.element.querySelector(`[data-ts="${ts}"]`)?.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  async arrive() {
    this.heard = "";
    this.fresh = true;
    if (this.place.tab === "home") telling(act(this.person, "open_home"));
    await this.load();
    this.focusComposer();
    this.moved();
  }

  focusComposer() {
    if (matchMedia("(hover: none)").matches || this.views.modals.length) return;
    const pane = this.place.thread && this.place.pane !== "conversation" ? ".thread" : ".conversation";
    this.element.querySelector(`${pane} .composer textarea`)?.focus({ preventScroll: true });
  }

  /** Looks again at everything on this screen. */
  async load() {
    const { person, place } = this;
    const look = (this.looks += 1);
    const asked = { as: person, channel: place.channel };
    const none = { messages: [] };
    const [all, replies, views] = await Promise.all([
      place.channel ? get("messages", asked).catch(() => none) : none,
      place.thread ? get("messages", { ...asked, thread: place.thread }).catch(() => none) : none,
      get("views", { as: person }),
    ]);
    if (person !== this.person || place !== this.place || look < this.shown) return;
    this.shown = look;
    Object.assign(this, { messages: all.messages, replies: replies.messages, views });
    this.listen();
    this.draw();
  }

  /** What is new and names this person is heard, and read out. */
  listen() {
    const all = [...this.messages, ...this.replies];
    const newest = all.reduce((latest, each) => (each.ts > latest ? each.ts : latest), "");
    if (this.heard) {
      const unheard = all.filter((each) => each.ts > this.heard && each.user !== this.person);
      if (unheard.some((each) => each.mentions_me || each.ephemeral_for)) chime();
      unheard.forEach((each) => this.noticed(each));
    }
    this.heard = newest > this.heard ? newest : this.heard;
  }

  draw() {
    const { place } = this;
    const where = channel(place.channel);
    const boxes = () => [...this.element.querySelectorAll(".scroll")];
    const below = new Map(boxes().map((each) => [each.dataset.key, atBottom(each)]));
    const main = where?.kind === "im" && place.tab === "home" ? home(this) : conversation(this, where);
    const shown = place.pane === "thread" && !place.thread ? "conversation" : place.pane;
    this.element.dataset.seat = this.person;
    this.element.setAttribute("aria-label", `${nameOf(this.person)} in ${workspace.state.workspace.name}`);
    const top = this.views.modals.at(-1)?.id;
    show(this.element,
      h("div", { class: `panes at-${shown}`, "data-key": "panes", inert: Boolean(top) },
        sidebar(this), main, place.thread ? thread(this, where) : null),
      windows(this));
    for (const each of boxes()) {
      if (this.fresh || (below.get(each.dataset.key) ?? true)) toBottom(each);
      each.drawn = each.clientHeight;
      this.sizes.observe(each); // it shrinks when the keyboard comes up, or when what is above it is drawn
    }
    this.fresh = false;
    this.element.querySelectorAll("textarea").forEach((area) => area.dispatchEvent(new Event("grow")));
    const lost = top && document.activeElement === document.body && this.inFront;
    if (top !== this.topWindow || lost) focusWindow(this, (this.topWindow = top));
  }

  /** Whether the keyboard belongs here. */
  get inFront() {
    return !document.body.matches(".two") || this.element.matches(".active");
  }

  draft(key) {
    return this.drafts.get(`${this.person}/${key}`) ?? "";
  }

  keepDraft(key, text) {
    this.drafts.set(`${this.person}/${key}`, text);
  }
}

function toBottom(box) {
  box.scrollTop = box.scrollHeight;
}

/** Also where the box has just become lower, and nobody has moved it since it was drawn. */
function atBottom(box) {
  return box.scrollHeight - box.scrollTop - Math.max(box.clientHeight, box.drawn ?? 0) < 60;
}

/** What was at the bottom before the box changed its height is there afterwards. */
function stay(box) {
  if (atBottom(box)) toBottom(box);
  box.drawn = box.clientHeight;
}

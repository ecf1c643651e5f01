/** The drawer "Behind the scenes": a question's stage and clocks, the outbox, and switches for trouble. */

import { h, show } from "../dom.js";
import { iconButton } from "../icons.js";
import { get } from "../server.js";
import { lasting } from "../text/dates.js";
import { nameOf } from "../workspace.js";
import { outbox } from "./outbox.js";
import { stages } from "./stages.js";
import { switches } from "./switches.js";

const EVERY = 1000; // milliseconds
const CLOSED = ["published", "withdrawn"];

export class Behind {
  constructor(element, app) {
    this.element = element;
    this.app = app;
    this.shown = false;
    this.known = { questions: [], moves: [], outbox: [], dues: [] };
    this.trouble = {};
    this.chosen = null;
  }

  toggle() {
    this.shown = !this.shown;
    this.element.hidden = !this.shown;
    document.body.classList.toggle("behind", this.shown);
    clearInterval(this.ticking);
    if (this.shown) {
      this.ticking = setInterval(() => this.look(), EVERY);
      this.look().then(() => this.element.querySelector("button")?.focus());
    }
    this.app.draw();
  }

  async look() {
    if (!this.shown) return;
    try {
      const [known, trouble] = await Promise.all([get("behind"), get("trouble")]);
      this.known = known.running ? known : { ...this.known, running: false };
      this.trouble = trouble;
    } catch {
      this.known = { ...this.known, running: false };
    }
    this.draw();
  }

  /** The chosen question; else the one whose thread is open; else the newest that is open. */
  question() {
    const all = this.known.questions ?? [];
    const threads = this.app.seats.map((seat) => seat.place?.thread).filter(Boolean);
    return all.find((each) => each.id === this.chosen)
      ?? all.find((each) => each.card?.ts && threads.includes(each.card.ts))
      ?? all.find((each) => !CLOSED.includes(each.stage)) ?? all[0];
  }

  draw() {
    const question = this.question();
    show(this.element,
      h("header", { "data-key": "head" }, h("h2", {}, "Behind the scenes"),
        iconButton("close", "Close Behind the scenes", () => this.toggle())),
      h("div", { class: "scroll-y", "data-key": "all" },
        switches(this),
        part("The question", this.picker(question), stages(this.known.moves ?? [], question?.stage),
          question ? clocks(question, this.known) : h("p", { class: "hint" }, "No question has been asked yet.")),
        part("Outbox", outbox(this.known.outbox ?? []))));
  }

  picker(question) {
    const all = this.known.questions ?? [];
    if (!all.length) return null;
    const pick = (event) => {
      this.chosen = Number(event.currentTarget.value) || null;
      this.draw();
    };
    return h("select", { class: "type", "aria-label": "Which question", onchange: pick },
      all.map(({ id, text }) => h("option", { value: id, selected: id === question?.id }, `${id}. ${text}`)));
  }
}

function part(title, ...content) {
  return h("section", { class: "part", "data-key": title, "aria-label": title }, h("h3", {}, title), content);
}

function clocks(question, known) {
  const now = Date.parse(known.now);
  const until = (instant) => (Date.parse(instant) - now) / 1000;
  const row = (label, instant, { past = false } = {}) => {
    if (!instant) return null;
    const left = until(instant);
    return h("tr", { class: left < 0 && !past ? "late" : "" }, h("th", { scope: "row" }, label),
      h("td", {}, left < 0 ? `${lasting(left)} ago` : `in ${lasting(left)}`));
  };
  const dues = (known.dues ?? []).filter((each) => each.question === question.id && each.kind !== "clock");
  return h("table", { class: "clocks" }, h("tbody", {},
    h("tr", {}, h("th", { scope: "row" }, "Waits for"), h("td", {}, h("strong", {}, holder(question)))),
    row("In this stage since", question.since, { past: true }),
    row("Stage clock", question.clock_at),
    row("Promised to the public", CLOSED.includes(question.stage) ? null : question.promise_at),
    dues.map((each) => row(`Due: ${each.kind}`, each.due_at))));
}

function holder(question) {
  if (CLOSED.includes(question.stage)) return "nobody";
  return question.holder_name || (question.holder ? nameOf(question.holder) : "nobody");
}

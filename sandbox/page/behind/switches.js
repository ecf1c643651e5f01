/** Switches for trouble: what goes wrong next, the bot's process, and the time. */

import { h } from "../dom.js";
import { post } from "../server.js";
import { telling } from "../toast.js";

const MINUTES = [1, 5, 15];
const DELAY = 5; // seconds
const PROCESS = [["stop", "Stop"], ["kill", "Kill"], ["start", "Start"], ["restart", "Restart"]];
const ONCE = [["lose_next_reply", "Lose the next reply"], ["answer_429", "Answer 429"], ["answer_500", "Answer 500"]];

export function switches(behind) {
  const { trouble, known } = behind;
  const order = (changes) => telling(post("trouble", changes)).then(() => behind.look());
  const bot = (what) => telling(post("bot", { do: what })).then(() => behind.look());
  const ahead = (minutes) => telling(post("clock", { offset: 60 * minutes })).then(() => behind.look());
  const status = h("span", { class: known.running ? "alive" : "down" }, known.running ? "Bot runs" : "Bot is down");
  const idle = (what) => what !== "restart" && (what === "start") === Boolean(known.running);
  const once = ([name, label]) =>
    press(label, () => order({ [name]: (trouble[name] ?? 0) + 1 }), { count: trouble[name] });
  const lasting = (name, amount, label) =>
    press(label, () => order({ [name]: trouble[name] ? 0 : amount }), { on: Boolean(trouble[name]) });
  return h("section", { class: "part", "data-key": "switches", "aria-label": "Switches" },
    row(status, PROCESS.map(([what, label]) => press(label, () => bot(what), { disabled: idle(what) }))),
    row("Time", MINUTES.map((minutes) => press(`${minutes} min later`, () => ahead(minutes)))),
    row("Trouble", [
      ...ONCE.map(once),
      lasting("delay_events", DELAY, `Delay events ${DELAY} s`),
      lasting("repeat_events", 1, "Repeat events"),
    ]));
}

function row(label, buttons) {
  return h("div", { class: "switch-row", role: "group" }, h("span", { class: "label" }, label), h("div", {}, buttons));
}

function press(label, run, { count = 0, on, disabled } = {}) {
  const pressed = on === undefined ? null : String(on);
  return h("button", { type: "button", class: "press", onclick: run, disabled, "aria-pressed": pressed },
    label, count ? h("span", { class: "badge" }, count) : null);
}

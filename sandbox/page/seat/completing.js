/** What the composer offers while one types: commands after "/", people after "@", channels after "#". */

import { h } from "../dom.js";
import { face } from "../face.js";
import { closePopup, openPopup, popupOf } from "../popup.js";
import { people, workspace } from "../workspace.js";

const MOST = 8;

/** The offers for what stands before the cursor: {start, choices: [{id, label, hint, insert}]}, or null. */
export function offers(text, cursor, { commands }) {
  const before = text.slice(0, cursor);
  const found = /(?:^|\s)([/@#])([\p{L}\p{N}_-]*)$/u.exec(before);
  if (!found) return null;
  const [, sign, word] = found;
  const start = cursor - word.length - 1;
  if (sign === "/" && (start > 0 || !commands)) return null;
  const choices = CHOICES[sign](word.toLowerCase()).slice(0, MOST);
  return choices.length ? { start, choices } : null;
}

const CHOICES = {
  "/": (word) => workspace.state.commands
    .filter((each) => each.command.slice(1).toLowerCase().startsWith(word))
    .map((each) => ({
      label: each.command, usage: each.usage_hint, hint: each.description, insert: `${each.command} `,
    })),
  "@": (word) => [...people(), workspace.state.people.find((each) => each.bot)]
    .filter((each) => each && !each.deleted && named(each).some((part) => part.startsWith(word)))
    .map((each) => ({ face: each.id, label: each.real_name, hint: each.title, insert: `@${each.real_name} ` })),
  "#": (word) => workspace.state.channels
    .filter((each) => each.kind === "channel" && !each.private && each.name.startsWith(word))
    .map((each) => ({ label: `#${each.name}`, hint: each.topic, insert: `#${each.name} ` })),
};

function named(who) {
  return `${who.real_name} ${who.name}`.toLowerCase().split(" ");
}

/** Keeps the list of offers above the composer in step with what is typed. */
export class Completing {
  constructor() {
    this.at = 0;
    this.found = null;
  }

  look(area, options) {
    this.found = offers(area.value, area.selectionStart, options);
    this.at = 0;
    this.draw(area);
  }

  draw(area) {
    const { found } = this;
    if (!found) return popupOf(area) ? closePopup() : undefined;
    const entry = (choice, index) => h("button", {
      type: "button", role: "option", tabindex: "-1", class: index === this.at ? "at" : "",
      "aria-selected": String(index === this.at), onclick: () => this.take(area, choice),
    }, choice.face ? face(choice.face, "small") : null,
    h("span", {}, h("strong", {}, choice.label), choice.usage ? h("code", {}, choice.usage) : null,
      h("small", {}, choice.hint)));
    const list = h("div", { class: "list completions", role: "listbox", "aria-label": "Suggestions" },
      found.choices.map(entry));
    openPopup(area, list, { focus: false, above: true, closed: () => (this.found = null) });
    this.found = found; // opening closed the list before it
    return undefined;
  }

  /** Whether the key was meant for the list. */
  key(event) {
    const area = event.currentTarget;
    if (!this.found || !popupOf(area)) return false;
    const { found } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + found.choices.length) % found.choices.length;
      this.draw(area);
    } else if (event.key === "Enter" || event.key === "Tab") this.take(area, found.choices[this.at]);
    else return false;
    event.preventDefault();
    return true;
  }

  take(area, choice) {
    const { start } = this.found;
    closePopup();
    area.focus();
    area.setRangeText(choice.insert, start, area.selectionStart, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

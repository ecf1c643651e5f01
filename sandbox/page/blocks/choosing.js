/** Select menus: one list to search in, for fixed options, the bot's own, people and channels; one or several. */

import { h, show } from "../dom.js";
import { face } from "../face.js";
import { closePopup, openPopup, placePopup } from "../popup.js";
import { channel, channelsOf, nameOf, people, person } from "../workspace.js";
import { letters } from "./texts.js";
import { choose, held } from "./values.js";

const REST = 150; // milliseconds
const MOST = 100;

/** A button that shows what is chosen and opens the list. */
export function chooser(block, part, surface, attributes) {
  const source = sourceOf(part, surface);
  const several = part.type.startsWith("multi_");
  const value = held(block, part, surface);
  const chosen = (several ? (value ?? []) : [value]).filter(Boolean);
  const pick = (choice, pressed) => {
    if (!several) return choose(block, part, surface, choice, pressed);
    const without = chosen.filter((each) => source.id(each) !== source.id(choice));
    const next = without.length < chosen.length ? without : [...chosen, choice];
    return choose(block, part, surface, next.slice(-(part.max_selected_items ?? MOST)), pressed);
  };
  const placeholder = letters(part.placeholder) || "Choose";
  const opened = (event) => openList(event.currentTarget, { block, part, source, chosen, pick, placeholder });
  const label = attributes["aria-labelledby"];
  return h("button", {
    ...attributes, type: "button", class: "chooser", "aria-haspopup": "listbox", "data-action": part.action_id,
    "aria-labelledby": label ? `${label} ${attributes.id}` : null, "aria-label": label ? null : placeholder,
    "data-focus": part.focus_on_load, "aria-required": null, onclick: opened,
  }, chosen.length
    ? h("span", { class: "chosen" }, chosen.map((each) => h("span", {}, source.label(each))))
    : h("span", { class: "placeholder" }, placeholder));
}

const OPTION = {
  id: (option) => option.value,
  label: (option) => letters(option.text),
  hint: (option) => letters(option.description),
};

/** Where the choices come from, and how they are named. */
function sourceOf(part, surface) {
  const kind = part.type.replace("multi_", "");
  if (kind === "external_select") return { ...OPTION, find: (block, query) => suggested(block, part, surface, query) };
  if (kind === "users_select") {
    const everyone = () => people().filter((each) => !each.deleted).map((each) => each.id);
    const title = (user) => person(user)?.title;
    return { id: (user) => user, label: nameOf, hint: title, face: true, find: local(everyone, nameOf) };
  }
  if (kind === "static_select") {
    const groups = part.option_groups ?? [{ options: part.options }];
    const listed = groups.flatMap((group) => group.options);
    return { ...OPTION, find: local(() => listed, OPTION.label) };
  }
  const name = (id) => `#${channel(id)?.name ?? id}`;
  const all = () => channelsOf(surface.reader).filter((each) => !each.archived).map((each) => each.id);
  return { id: (id) => id, label: name, find: local(all, name) };
}

function local(all, label) {
  return async (block, query) => ({
    choices: all().filter((each) => label(each).toLowerCase().includes(query.toLowerCase().trim())),
  });
}

async function suggested(block, part, surface, query) {
  const least = part.min_query_length ?? 3;
  if (query.length < least) return { choices: [], note: `Type ${least} or more letters` };
  const answer = await surface.suggest(block, part, query);
  if (answer.error) return { choices: [], note: "The list didn’t load. Try again?" };
  return { choices: answer.options ?? answer.option_groups?.flatMap((group) => group.options) ?? [] };
}

function openList(anchor, { block, part, source, chosen, pick, placeholder }) {
  const listed = { choices: [], at: 0, note: "Loading…", asked: 0, timer: 0 };
  const list = h("div", { role: "listbox", class: "list", id: "choices" });
  const search = h("input", {
    class: "type", type: "text", placeholder: "Search", autocomplete: "off", role: "combobox", "aria-expanded": "true",
    "aria-controls": "choices", "aria-label": placeholder,
    oninput: () => {
      clearTimeout(listed.timer);
      listed.timer = setTimeout(look, REST);
    },
    onkeydown: (event) => keys(event),
  });
  const take = (choice) => {
    closePopup();
    pick(choice, anchor);
  };
  const isChosen = (choice) => chosen.some((each) => source.id(each) === source.id(choice));
  const draw = () => {
    const note = listed.note || (listed.choices.length ? "" : "Nothing found");
    show(list, note ? h("p", { class: "hint" }, note) : null, listed.choices.slice(0, MOST).map((choice, index) =>
      h("button", {
        type: "button", role: "option", id: `choice-${index}`, tabindex: "-1", class: index === listed.at ? "at" : "",
        "aria-selected": isChosen(choice) ? "true" : "false", onclick: () => take(choice),
      }, source.face ? face(source.id(choice), "small") : null,
      h("span", {}, source.label(choice), source.hint?.(choice) ? h("small", {}, source.hint(choice)) : null))));
    search.setAttribute("aria-activedescendant", listed.choices.length ? `choice-${listed.at}` : "");
    list.querySelector(".at")?.scrollIntoView({ block: "nearest" });
    if (search.isConnected) placePopup();
  };
  const look = async () => {
    const asked = (listed.asked += 1);
    const found = await source.find(block, search.value);
    if (asked !== listed.asked || !search.isConnected) return;
    Object.assign(listed, { choices: found.choices, note: found.note ?? "", at: 0 });
    draw();
  };
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && listed.choices.length) {
      listed.at = (listed.at + step + listed.choices.length) % Math.min(listed.choices.length, MOST);
      draw();
    } else if (event.key === "Enter" && listed.choices[listed.at]) take(listed.choices[listed.at]);
    else if (event.key === "Tab") return closePopup();
    else return;
    event.preventDefault();
  };
  openPopup(anchor, h("div", { class: "choosing" }, search, list), { wide: true });
  draw();
  look();
}

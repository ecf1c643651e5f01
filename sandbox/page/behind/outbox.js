/** The outbox, row by row: every call to Slack from its writing to its delivery. */

import { h } from "../dom.js";

const MOST = 60;
const SIGNS = { waiting: "○", sending: "◐", unsure: "?", done: "✓", dead: "✕" };

export function outbox(rows) {
  if (!rows.length) return h("p", { class: "hint" }, "Nothing has been sent yet.");
  const counts = Object.keys(SIGNS).map((state) => [state, rows.filter((row) => row.state === state).length]);
  return [
    h("p", { class: "counts" }, counts.filter(([, count]) => count).map(([state, count]) =>
      h("span", { class: `state ${state}` }, `${SIGNS[state]} ${count} ${state}`))),
    h("ol", { class: "outbox" }, rows.slice(0, MOST).map(row)),
  ];
}

function row({ id, key, method, lane, state, attempts, error }) {
  const facts = [method, lane && `lane ${lane}`, attempts > 1 && `${attempts} attempts`];
  return h("li", { "data-key": `call-${id}`, class: state },
    h("span", { class: `state ${state}`, title: state }, SIGNS[state] ?? "·", h("span", { class: "unseen" }, state)),
    h("div", {}, h("code", {}, key ?? `row ${id}`),
      h("small", {}, facts.filter(Boolean).join(" · ")),
      error ? h("small", { class: "error" }, error) : null));
}

/** Short notices, and what went wrong in the words Slack has for it. */

import { h } from "./dom.js";
import { workspace } from "./workspace.js";

const SECONDS = 7;

const FAILED = {
  operation_timeout: (app) => `Darn, that didn’t work: ${app} took too long to respond.`,
  dispatch_failed: (app) => `Darn, that didn’t work: ${app} is not responding.`,
  invalid_options: (app) => `${app} sent options that Slack doesn’t take.`,
  invalid_view: (app) => `${app} sent a window that Slack doesn’t take.`,
};

/** A short notice that goes away by itself. */
export function toast(words, kind = "trouble") {
  const note = h("div", { class: `toast ${kind}` }, h("span", {}, words),
    h("button", { type: "button", "aria-label": "Dismiss", onclick: () => note.remove() }, "×"));
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), SECONDS * 1000);
}

/** The outcome of an act, and a toast where the bot didn't take it. */
export async function telling(acting) {
  try {
    const outcome = await acting;
    if (outcome.error) toast(failure(outcome.error));
    return outcome;
  } catch (refusal) {
    toast(refusal.message);
    return { error: refusal.message };
  }
}

export function failure(error) {
  return FAILED[error]?.(workspace.state.bot.name) ?? `Darn, that didn’t work (${error}).`;
}

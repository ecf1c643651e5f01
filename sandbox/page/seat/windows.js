/** The modals on one person's screen: the top one of the stack is drawn. */

import { blocks } from "../blocks/blocks.js";
import { trap } from "../blocks/confirming.js";
import { grow } from "../blocks/fields.js";
import { filled, forget, viewSurface } from "../blocks/surfaces.js";
import { letters } from "../blocks/texts.js";
import { focusable, h } from "../dom.js";
import { face } from "../face.js";
import { iconButton } from "../icons.js";
import { act } from "../server.js";
import { telling, toast } from "../toast.js";
import { workspace } from "../workspace.js";

const sending = new Set();

export function windows(seat) {
  const view = seat.views.modals.at(-1);
  if (!view) return null;
  const surface = viewSurface(view, seat.person, () => seat.draw());
  const deep = seat.views.modals.length > 1;
  const busy = sending.has(view.id);
  const title = letters(view.title);
  const shut = () => close(seat, view);
  // A click beside the window leaves the keyboard in it.
  const stay = (event) => event.target === event.currentTarget && event.preventDefault();
  return h("div", { class: "shade", "data-key": `shade-${view.id}`, onmousedown: stay },
    h("form", {
      class: "window", role: "dialog", "aria-modal": "true", "aria-label": title, tabindex: "-1",
      "data-view": view.id, novalidate: true,
      onkeydown: (event) => keys(event, seat, view), onsubmit: (event) => {
        event.preventDefault();
        if (view.submit) submit(seat, view);
      },
    },
    h("header", {},
      deep ? iconButton("back", "Back", shut) : face(workspace.state.bot.user),
      h("h2", {}, title),
      iconButton("close", "Close the window", shut)),
    h("div", { class: "content blocks", "data-key": view.id }, blocks(view.blocks, surface)),
    view.trouble ? h("p", { class: "trouble", role: "alert" }, view.trouble) : null,
    h("footer", {},
      h("button", { type: "button", class: "press", onclick: shut }, letters(view.close) || "Cancel"),
      view.submit
        ? h("button", { class: "press primary", disabled: busy, "aria-busy": String(busy) }, letters(view.submit))
        : null)));
}

/** A window has come, or the last one is gone: the keyboard goes where the person will type. */
export function focusWindow(seat, viewId) {
  const window = viewId && seat.element.querySelector(`[data-view="${viewId}"]`);
  if (!window) return seat.focusComposer();
  window.querySelectorAll("textarea").forEach(grow);
  const first = ".content input, .content textarea, .content .chooser";
  const wanted = window.querySelector("[data-focus]") ?? window.querySelector(first);
  (wanted ?? window).focus({ preventScroll: !wanted });
  if (wanted?.matches("textarea, input[type=text]")) wanted.setSelectionRange(wanted.value.length, wanted.value.length);
  return undefined;
}

/** Escape, where the keyboard is nowhere in particular. */
export function closeTop(seat) {
  const top = seat.views.modals.at(-1);
  if (top) close(seat, top);
}

function keys(event, seat, view) {
  if (event.key === "Escape") {
    event.preventDefault();
    close(seat, view);
  }
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && view.submit) {
    event.preventDefault();
    submit(seat, view);
  }
  if (event.key === "Tab") trap(event, event.currentTarget);
}

async function submit(seat, view) {
  if (sending.has(view.id)) return;
  forget(view.id);
  sending.add(view.id);
  seat.draw();
  const sent = act(seat.person, "submit", { view_id: view.id, values: filled(view) });
  const outcome = await sent.catch((refusal) => ({ refusal }));
  sending.delete(view.id);
  await seat.load();
  if (outcome.refusal) toast(outcome.refusal.message);
  else if (outcome.response?.response_action === "errors") firstError(seat);
}

function firstError(seat) {
  const wrong = seat.element.querySelector(".field.wrong");
  if (wrong) focusable(wrong)[0]?.focus();
}

async function close(seat, view) {
  forget(view.id);
  await telling(act(seat.person, "close", { view_id: view.id }));
  await seat.load();
}

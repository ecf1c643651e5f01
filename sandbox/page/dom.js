/** Builds nodes, and brings what is on the page up to date with newly built nodes. No markup is ever parsed. */

const LISTENERS = Symbol("listeners");
const PROPERTIES = ["value", "checked", "selected", "indeterminate"];
const SVG = "http://www.w3.org/2000/svg";

/** h("button", {class: "quiet", onclick: save}, "Save"): an element; null, false and undefined are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  node[LISTENERS] = {};
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) listen(node, name.slice(2), value);
    else if (name === "hue") node.style.setProperty("--hue", value);
    else if (PROPERTIES.includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child !== null && child !== undefined && child !== false && child !== "") node.append(child);
  }
}

function listen(node, type, listener) {
  if (!(type in node[LISTENERS])) node.addEventListener(type, hear);
  node[LISTENERS][type] = listener;
}

function hear(event) {
  return this[LISTENERS][event.type]?.call(this, event);
}

/** Makes `container` hold what `children` are, and touches only what differs: focus, cursor and scroll stay. */
export function show(container, ...children) {
  const fresh = document.createElement("div");
  append(fresh, children);
  bringChildren(container, fresh);
}

function bring(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  bringAttributes(old, fresh);
  bringListeners(old, fresh);
  bringChildren(old, fresh);
  for (const name of PROPERTIES) {
    if (name in fresh && old[name] !== fresh[name]) old[name] = fresh[name];
  }
}

function bringAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name === "style") old.style.cssText = fresh.style.cssText;
    else if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function bringListeners(old, fresh) {
  if (!fresh[LISTENERS]) return;
  for (const type of Object.keys(old[LISTENERS])) old[LISTENERS][type] = undefined;
  for (const [type, listener] of Object.entries(fresh[LISTENERS])) listen(old, type, listener);
}

function bringChildren(old, fresh) {
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = keyOf(child) ? keyed.get(keyOf(child)) : place;
    if (!match || !alike(match, child)) {
      old.insertBefore(child, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else old.insertBefore(match, place);
    bring(match, child);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? (node.getAttribute("data-key") ?? "") : "";
}

/** What can take the keyboard inside a node, in order. */
export function focusable(node) {
  const found = node.querySelectorAll("a[href], button, input, textarea, select, [tabindex]");
  return [...found].filter((each) => !each.disabled && each.tabIndex >= 0 && each.getClientRects().length);
}

/** The sandbox's own interface (docs/sandbox-api.md). */

/** What the sandbox says; throws an Error with its words. */
export async function get(name, asked = {}) {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return answer(await fetch(`/sandbox/${name}?${query}`));
}

export async function post(name, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(`/sandbox/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** One act of one person. */
export function act(person, what, more = {}) {
  return post("act", { as: person, do: what, ...more });
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `the sandbox answered ${response.status}`);
  return body;
}

/** Calls `changed` with every change, and with `{kind: "connected"}` whenever the line is (again) there. */
export function listen(changed) {
  const stream = new EventSource("/sandbox/stream");
  stream.onopen = () => changed({ kind: "connected" });
  stream.onmessage = (event) => changed(JSON.parse(event.data));
  stream.onerror = () => changed({ kind: "disconnected" });
}

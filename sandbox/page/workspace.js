/** What everybody on the page knows: people, channels, commands, the time, and what is unread for whom. */

import { get } from "./server.js";

export const workspace = {
  state: { workspace: { name: "", url: "" }, bot: {}, people: [], channels: [], commands: [], shortcuts: [], now: 0 },
  unread: {},
  ahead: 0,
};

export async function reload() {
  const [state, unread] = await Promise.all([get("state"), get("unread")]);
  workspace.state = state;
  workspace.unread = unread.people;
  workspace.ahead = state.now - Date.now() / 1000;
}

/** Seconds since 1970 in the sandbox, whose clock may be ahead of the world's. */
export function now() {
  return Date.now() / 1000 + workspace.ahead;
}

const SLACKBOT = { id: "USLACKBOT", real_name: "Slackbot", color: "5b6472", bot: true };

export function person(id) {
  return workspace.state.people.find((each) => each.id === id) ?? (id === SLACKBOT.id ? SLACKBOT : undefined);
}

export function nameOf(id) {
  return person(id)?.real_name ?? id;
}

/** Everybody with a desk and a chair. */
export function people() {
  return workspace.state.people.filter((each) => !each.bot);
}

export function channel(id) {
  return workspace.state.channels.find((each) => each.id === id);
}

export function channelsOf(user) {
  return workspace.state.channels.filter((each) => each.kind === "channel" && each.members.includes(user));
}

export function directOf(user) {
  return workspace.state.channels.find((each) => each.kind === "im" && each.user === user);
}

export function unreadOf(user, channelId) {
  return workspace.unread[user]?.[channelId] ?? { unread: 0, mentions: 0 };
}

/** How much this person hasn't read, and how much of it names them. */
export function waitingFor(user) {
  const all = Object.values(workspace.unread[user] ?? {});
  const sum = (name) => all.reduce((total, each) => total + each[name], 0);
  return { unread: sum("unread"), mentions: sum("mentions") };
}

/** Where a link into the workspace leads: {channel, ts, thread}, or undefined for the world outside. */
export function placeOf(url) {
  const base = `${workspace.state.workspace.url}archives/`;
  if (!url?.startsWith(base)) return undefined;
  const found = /^([A-Z0-9]+)\/p(\d+)(\d{6})(?:\?.*?thread_ts=([\d.]+))?/.exec(url.slice(base.length));
  return found && { channel: found[1], ts: `${found[2]}.${found[3]}`, thread: found[4] ?? "" };
}

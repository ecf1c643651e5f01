/** Names between what people type ("@Maya Chen", "#comms") and what Slack stores ("<@U0MAYA>", "<#C0COMMS>"). */

import { unescaped } from "../text/mrkdwn.js";
import { channel, nameOf, workspace } from "../workspace.js";

/** What a person typed, with the names of people and channels as references. */
export function asStored(text) {
  const { people, channels } = workspace.state;
  const names = [
    ...people.filter((each) => !each.deleted).map((each) => [`@${each.real_name}`, `<@${each.id}>`]),
    ...channels.filter((each) => each.kind === "channel").map((each) => [`#${each.name}`, `<#${each.id}>`]),
  ];
  const known = new Map(names);
  const longestFirst = [...known.keys()].sort((one, other) => other.length - one.length).map(literally);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}-])`, "gu");
  return names.length ? text.replace(pattern, (name) => known.get(name)) : text;
}

/** A stored message as its writer would type it again. */
export function asTyped(text) {
  const plain = text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `@${nameOf(id)}`)
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `#${channel(id)?.name ?? id}`)
    .replace(/<((?:https?|mailto|tel):[^>|]+)(?:\|[^>]*)?>/g, "$1");
  return unescaped(plain);
}

function literally(name) {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Instants in words, in the reader's own zone. */

import { now } from "../workspace.js";

const format = (options) => new Intl.DateTimeFormat(undefined, options);
const FORMATS = {
  date_num: format({ year: "numeric", month: "2-digit", day: "2-digit" }),
  date: format({ year: "numeric", month: "long", day: "numeric" }),
  date_short: format({ year: "numeric", month: "short", day: "numeric" }),
  date_long: format({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  time: format({ hour: "numeric", minute: "2-digit" }),
  time_secs: format({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
};
const PRETTY = { date_pretty: "date", date_short_pretty: "date_short", date_long_pretty: "date_long" };
const DAY = 86400;

/** A format like "{date_short_pretty} at {time}", filled in. */
export function inWords(seconds, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (token, name) => {
    if (name === "ago") return ago(seconds);
    if (name in PRETTY) return nearDay(seconds) || FORMATS[PRETTY[name]].format(seconds * 1000);
    return FORMATS[name]?.format(seconds * 1000) ?? token;
  });
}

export function timeOf(ts) {
  return FORMATS.time.format(Number(ts) * 1000);
}

export function momentOf(ts) {
  return `${FORMATS.date_long.format(Number(ts) * 1000)}, ${FORMATS.time_secs.format(Number(ts) * 1000)}`;
}

/** The heading over a day's messages. */
export function dayOf(ts) {
  const near = nearDay(Number(ts));
  return near ? near[0].toUpperCase() + near.slice(1) : FORMATS.date_long.format(Number(ts) * 1000);
}

function nearDay(seconds) {
  const midnight = (instant) => new Date(instant * 1000).setHours(0, 0, 0, 0) / 1000;
  const days = Math.round((midnight(seconds) - midnight(now())) / DAY);
  return { 0: "today", "-1": "yesterday", 1: "tomorrow" }[days] ?? "";
}

function ago(seconds) {
  const minutes = Math.round((now() - seconds) / 60);
  const [number, unit] = Math.abs(minutes) < 60 ? [minutes, "minute"] : [Math.round(minutes / 60), "hour"];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(-number, unit);
}

/** "4:05" or "1:02:09": a length of time for a clock that counts down. */
export function lasting(seconds) {
  const whole = Math.abs(Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}

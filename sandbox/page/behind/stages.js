/** The state diagram, with the stage of one question in the light and the moves that lead on from it. */

import { h, svg } from "../dom.js";

const COLUMNS = [{ x: 42, width: 166 }, { x: 232, width: 132 }];
const PITCH = 43;
const HEIGHT = 27;
const PLACES = {
  choosing: [0, 0],
  "awaiting acknowledgement": [0, 1],
  "awaiting an answer": [0, 2],
  "awaiting sign-off": [0, 3],
  "awaiting approval": [0, 4],
  "awaiting publication": [0, 5],
  published: [0, 6],
  "awaiting an expert": [1, 0.5],
  "awaiting the asker": [1, 2.5],
  "answered together with another": [1, 4],
  withdrawn: [1, 5.5],
};
const SHORT = { "answered together with another": "with another" };

const columnOf = (stage) => COLUMNS[PLACES[stage][0]];
const left = (stage) => columnOf(stage).x;
const right = (stage) => columnOf(stage).x + columnOf(stage).width;
const y = (stage) => 4 + PLACES[stage][1] * PITCH;

/** `moves` is [[stage, move, next stage]…] as the bot tells it. */
export function stages(moves, current) {
  const pairs = new Map();
  for (const [from, move, to] of moves) {
    if (from === to || !(from in PLACES) || !(to in PLACES)) continue;
    const key = `${from}>${to}`;
    pairs.set(key, { from, to, moves: [...(pairs.get(key)?.moves ?? []), move] });
  }
  const lines = [...pairs.values()].sort((one, other) => (one.from === current) - (other.from === current));
  const anywhere = ["reassign", "amend", "merge with another"];
  const everywhere = ({ to, moves: names }) => to === "withdrawn" || names.every((name) => anywhere.includes(name));
  const drawn = lines.filter((line) => line.from === current || !everywhere(line));
  return [
    svg("svg", { class: "stages", viewBox: "0 0 392 292", role: "img", "aria-label": current ?? "no question yet" },
      svg("defs", {}, ["arrow", "arrow-on"].map((id) =>
        svg("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto" },
          svg("path", { d: "M0 0 8 4 0 8z" })))),
      drawn.map((line) => svg("path", {
        d: path(line.from, line.to), class: line.from === current ? "move on" : "move",
        "marker-end": `url(#${line.from === current ? "arrow-on" : "arrow"})`,
      })),
      Object.keys(PLACES).map((stage) => node(stage, stage === current))),
    next(lines.filter((line) => line.from === current)),
  ];
}

function node(stage, on) {
  return svg("g", { class: on ? "stage on" : "stage", transform: `translate(${left(stage)} ${y(stage)})` },
    svg("rect", { width: columnOf(stage).width, height: HEIGHT, rx: 8 }),
    svg("text", { x: columnOf(stage).width / 2, y: HEIGHT / 2 + 4, "text-anchor": "middle" }, SHORT[stage] ?? stage));
}

/** Straight down to a neighbour, a bow to the left where stages are passed over or gone back to, else across. */
function path(from, to) {
  const [column, other] = [PLACES[from][0], PLACES[to][0]];
  const steps = PLACES[to][1] - PLACES[from][1];
  const middle = (stage) => y(stage) + HEIGHT / 2;
  if (column === other && steps === 1) return `M${(left(from) + right(from)) / 2} ${y(from) + HEIGHT} V${y(to) - 1}`;
  if (column === other) {
    const edge = column ? right(from) : left(from);
    const bow = (column ? 1 : -1) * Math.min(column ? 26 : 42, 12 + Math.abs(steps) * 7);
    return `M${edge} ${middle(from)} C${edge + bow} ${middle(from)} ${edge + bow} ${middle(to)} ${edge} ${middle(to)}`;
  }
  const [start, end] = column ? [left(from), right(to)] : [right(from), left(to)];
  const [fromY, toY] = [middle(from) + (column ? 5 : -5), middle(to) + (column ? 5 : -5)];
  const half = (start + end) / 2;
  return `M${start} ${fromY} C${half} ${fromY} ${half} ${toY} ${end} ${toY}`;
}

function next(lines) {
  if (!lines.length) return null;
  return h("ul", { class: "moves" }, lines.map((line) =>
    h("li", {}, h("strong", {}, line.moves.join(", ")), " → ", line.to)));
}

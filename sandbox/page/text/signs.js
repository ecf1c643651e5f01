/** The emoji that the bot itself uses, drawn: not every machine has a font with them. 20 by 20. */

import { svg } from "../dom.js";

const GREEN = "#2e9e58";
const BLUE = "#2f74c0";
const RED = "#d13b3b";
const AMBER = "#f0b429";
const DARK = "#3c4248"; // on something light only: the page may be dark
const METAL = "#7b8790";
const WHITE = "#fff";

const area = (d, fill) => ["path", { d, fill }];
const line = (d, stroke, width = 2) => [
  "path",
  { d, stroke, fill: "none", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" },
];
const round = (cx, cy, r, fill) => ["circle", { cx, cy, r, fill }];

const BOX = "M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z";
const TICK = "M6 10.5l3 3 5.5-7";
const EYE = (x) => ["ellipse", { cx: x, cy: 10, rx: 4, ry: 5.6, fill: WHITE, stroke: DARK, "stroke-width": 1.2 }];

const DRAWN = {
  white_check_mark: [area(BOX, GREEN), line(TICK, WHITE, 2.2)],
  ballot_box_with_check: [area(BOX, BLUE), line(TICK, WHITE, 2.2)],
  warning: [
    area("M8.6 3.1a1.6 1.6 0 0 1 2.8 0l6.6 12a1.6 1.6 0 0 1-1.4 2.4H3.4A1.6 1.6 0 0 1 2 15.1z", AMBER),
    line("M10 7.5v4.2", DARK),
    round(10, 14.6, 1.2, DARK),
  ],
  no_entry: [round(10, 10, 8, RED), line("M6 10h8", WHITE, 3)],
  question: [line("M6.8 7a3.2 3.2 0 1 1 4.8 2.8c-1 .6-1.6 1.2-1.6 2.6", RED, 2.6), round(10, 16, 1.6, RED)],
  rotating_light: [
    area("M5 15v-4.5a5 5 0 0 1 10 0V15z", RED),
    area("M3.5 15h13a.8.8 0 0 1 .8.8V18H2.7v-2.2a.8.8 0 0 1 .8-.8z", METAL),
    line("M10 1.5v1.8M3.6 4.4l1.3 1.2M16.4 4.4l-1.3 1.2", AMBER, 1.8),
  ],
  eyes: [EYE(5.6), EYE(14.4), round(6.8, 11, 2, DARK), round(15.6, 11, 2, DARK)],
  hourglass: [
    area("M5.5 3h9c0 4-2.6 5-2.6 7s2.6 3 2.6 7h-9c0-4 2.6-5 2.6-7S5.5 7 5.5 3z", "#dfe8ee"),
    area("M6.3 16.5c.6-2.5 2.5-3 3.7-4.5 1.2 1.5 3.1 2 3.7 4.5z", AMBER),
    line("M4.5 2.5h11M4.5 17.5h11", METAL),
  ],
  lower_left_fountain_pen: [
    area("M17.6 4.9 9.5 13l-2.6-2.6L15 2.3a1.8 1.8 0 0 1 2.6 2.6z", METAL),
    area("M9.5 13 3 17l3.9-6.6z", AMBER),
  ],
  pencil2: [area("M17.5 5 7.5 15 5 12.5 15 2.5a1.77 1.77 0 0 1 2.5 2.5z", AMBER), area("M7.5 15 3 17l2-4.5z", METAL)],
  link: [line("M8.5 11.5l3-3M9 6.5l2-2a3.2 3.2 0 0 1 4.5 4.5l-2 2M11 13.5l-2 2A3.2 3.2 0 0 1 4.5 11l2-2", BLUE)],
};

/** The emoji of this name as a drawing; undefined for one that isn't drawn. */
export function sign(name) {
  if (!Object.hasOwn(DRAWN, name)) return undefined;
  const attributes = { class: "emoji", viewBox: "0 0 20 20", role: "img", "aria-label": name.replaceAll("_", " ") };
  return svg("svg", attributes, DRAWN[name].map(([tag, more]) => svg(tag, more)));
}

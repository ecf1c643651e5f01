/** Text objects of Block Kit. */

import { letters as unformatted, mrkdwn, plain } from "../text/mrkdwn.js";

export function words(text, reader) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, reader) : plain(text.text);
}

/** Only the letters, for labels and options. */
export function letters(text) {
  return unformatted(text?.text ?? "");
}

/** Images, which say in words what they show. */

import { h } from "../dom.js";

export function picture({ image_url: address, alt_text: alt }) {
  if (!address) return h("span", {}, `[${alt}]`);
  return h("img", { src: address, alt, loading: "lazy", referrerpolicy: "no-referrer" });
}

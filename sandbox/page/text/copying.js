/** Into the clipboard. */

/** Copies words; where a page may not (no https, not this machine), by the way older browsers have. */
export async function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const area = document.createElement("textarea");
  area.value = words;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  return area.remove();
}

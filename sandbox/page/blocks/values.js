/** What elements hold, and what happens when a person chooses. */

import { confirmed } from "./confirming.js";

/** The name under which each element's value travels. */
export const VALUE = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  checkboxes: "selected_options",
  radio_buttons: "selected_option",
  static_select: "selected_option",
  external_select: "selected_option",
  users_select: "selected_user",
  conversations_select: "selected_conversation",
  channels_select: "selected_channel",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  multi_users_select: "selected_users",
  multi_conversations_select: "selected_conversations",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

/** What an element holds right now. */
export function held(block, part, surface) {
  return surface.value(block, part)?.[VALUE[part.type]];
}

/** The person chose: keep it, or tell the bot, as the place wants it. */
export async function choose(block, part, surface, value, pressed) {
  if (part.confirm && !(await confirmed(part.confirm, pressed))) return surface.redraw();
  return surface.choose(block, part, { [VALUE[part.type]]: value });
}

/** The emoji people use most, by Slack's names for them. */

import { sign } from "./signs.js";

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 point_right 👉 point_left 👈
point_up ☝️ point_down 👇 muscle 💪 handshake 🤝 writing_hand ✍️ eyes 👀 smile 😄 smiley 😃 grinning 😀 grin 😁 laughing 😆
joy 😂 rolling_on_the_floor_laughing 🤣 blush 😊 slightly_smiling_face 🙂 wink 😉 heart_eyes 😍 thinking_face 🤔 neutral_face 😐
confused 😕 slightly_frowning_face 🙁 cry 😢 sob 😭 scream 😱 angry 😠 sweat_smile 😅 sunglasses 😎 relieved 😌 hugging_face 🤗
sneezing_face 🤧 mask 😷 face_with_thermometer 🤒 heart ❤️ broken_heart 💔 blue_heart 💙 green_heart 💚 star ⭐ sparkles ✨ tada 🎉
fire 🔥 rocket 🚀 bulb 💡 bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 speech_balloon 💬 thought_balloon 💭 zzz 💤
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️ no_entry ⛔
no_entry_sign 🚫 octagonal_sign 🛑 rotating_light 🚨 exclamation ❗ question ❓ grey_question ❔ information_source ℹ️ sos 🆘
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫
hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock9 🕘 calendar 📆 date 📅
lower_left_fountain_pen 🖋️ pencil 📝 memo 📝 pencil2 ✏️ scissors ✂️ clipboard 📋 page_facing_up 📄 bookmark_tabs 📑 books 📚 book 📖
mag 🔍 mag_right 🔎 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 lock 🔒 unlock 🔓 key 🔑 wrench 🔧 hammer 🔨 gear ⚙️
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 inbox_tray 📥 outbox_tray 📤 package 📦 email 📧 envelope ✉️
incoming_envelope 📨 phone ☎️ telephone_receiver 📞 iphone 📱 computer 💻 globe_with_meridians 🌐 earth_africa 🌍 house 🏠 hospital 🏥
ambulance 🚑 pill 💊 syringe 💉 stethoscope 🩺 microbe 🦠 adhesive_bandage 🩹 thermometer 🌡️ baby 👶 droplet 💧 potable_water 🚰
busts_in_silhouette 👥 bust_in_silhouette 👤 robot_face 🤖 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ fast_forward ⏩ heavy_plus_sign ➕
heavy_minus_sign ➖ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ 100 💯 coffee ☕ sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈
seedling 🌱 deciduous_tree 🌳 dog 🐶 cat 🐱 trophy 🏆 medal 🏅 gift 🎁 balloon 🎈 birthday 🎂
`;

const words = TABLE.trim().split(/\s+/);
export const EMOJI = Object.assign(
  Object.create(null),
  Object.fromEntries(words.flatMap((word, index) => (index % 2 ? [] : [[word, words[index + 1]]]))),
);

/** The emoji of this name as it is shown: a drawing, a letter, or undefined where nobody knows it. */
export function emoji(name) {
  return sign(name) ?? EMOJI[name];
}

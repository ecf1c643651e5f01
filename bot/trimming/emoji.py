"""Slack's shortcodes for the emoji that people use in replies; others are dropped."""

SHORTCODES = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "ok_hand": "👌", "wave": "👋", "clap": "👏", "pray": "🙏",
    "raised_hands": "🙌", "muscle": "💪", "point_right": "👉", "point_down": "👇", "smile": "😄", "slightly_smiling_face": "🙂",
    "smiley": "😃", "grinning": "😀", "blush": "😊", "wink": "😉", "joy": "😂", "thinking_face": "🤔", "sweat_smile": "😅",
    "disappointed": "😞", "cry": "😢", "shrug": "🤷", "heart": "❤️", "tada": "🎉", "rocket": "🚀", "fire": "🔥", "star": "⭐",
    "sparkles": "✨", "warning": "⚠️", "rotating_light": "🚨", "no_entry": "⛔", "no_entry_sign": "🚫", "x": "❌",
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "exclamation": "❗", "question": "❓",
    "information_source": "ℹ️", "bulb": "💡", "phone": "☎️", "telephone_receiver": "📞", "email": "✉️", "calendar": "📆",
    "date": "📅", "clock1": "🕐", "hourglass": "⌛", "link": "🔗", "eyes": "👀", "mask": "😷", "pill": "💊", "syringe": "💉",
    "hospital": "🏥", "ambulance": "🚑", "droplet": "💧", "potable_water": "🚰", "sunny": "☀️", "snowflake": "❄️", "bus": "🚌",
    "train": "🚆", "car": "🚗", "bike": "🚲", "house": "🏠", "school": "🏫", "100": "💯",
}  # fmt: skip

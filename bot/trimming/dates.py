"""The names of days and months, as words and as patterns: written once, for every rule that looks for a date."""

from bot.trimming.listing import listed

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)
MONTH_NUMBERS = {name: at for at, month in enumerate(_MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
WEEKDAYS = {
    name: day
    for day in listed("monday tuesday wednesday thursday friday saturday sunday")
    for name in (day, f"{day}s", day[:3])
} | {"tues": "tuesday", "thurs": "thursday"}

DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
MONTH = rf"(?:{'|'.join(_MONTHS)})"
MONTH_OR_SHORT = rf"(?:sept|{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)})"
ANY_DAY = (  # English, Spanish, French
    rf"(?:{DAY}s?|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|(?:lun|mar|mercre|jeu|vendre|same)dis?|"
    r"dimanches?)"
)
ANY_MONTH = (
    rf"(?:{MONTH}|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|"
    r"février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)

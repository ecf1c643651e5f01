"""Units of measurement: their spellings, what they measure, and how large they are."""

from bot.trimming.dates import MONTH_NUMBERS
from bot.trimming.listing import listed, paired

_SPELLINGS = paired(
    """hours/h hour/h hrs/h hr/h minutes/min minute/min mins/min days/day weeks/week months/month years/year yrs/year
    seconds/s sec/s percent/% dollars/$ dollar/$ milligrams/mg milligram/mg grams/g gram/g micrograms/µg mcg/µg μg/µg
    millilitres/ml milliliters/ml litres/l liters/l degrees/° kilograms/kg kilos/kg miles/mile feet/ft tablets/tablet"""
)
UNITS = MONTH_NUMBERS.keys() | listed(
    """mg g kg µg ml l h min day week month year s % ° °c °f c f am pm $ st nd rd th mm cm m km mile ft in oz lb mmhg
    bpm kwh mg/kg mg/ml ml/kg g/l /l iu times × k bn tablet pill pills drop drops dose doses puffs capsules units unit
    horas hora días día semanas meses años heures heure jours jour semaines mois ans euros euro pounds pound cents
    pence bst utc gmt est pst cet"""
)
MONEY = paired("$/dollar €/euro euros/euro euro/euro £/pound pounds/pound pound/pound")
PERIOD = r"(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|years?|yrs?)"
NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
SCALES = {  # unit -> of which dimension it is, and how many of that dimension's smallest
    **{unit: ("time", size) for unit, size in (("s", 1), ("min", 60), ("h", 3600), ("day", 86400), ("week", 604800))},
    **{unit: ("months", size) for unit, size in (("month", 1), ("year", 12))},
    **{unit: ("mass", size) for unit, size in (("µg", 1), ("mg", 1000), ("g", 10**6), ("kg", 10**9))},
    **{unit: ("volume", size) for unit, size in (("ml", 1), ("l", 1000))},
    **{unit: ("length", size) for unit, size in (("mm", 1), ("cm", 10), ("m", 1000), ("km", 10**6))},
}


def unit_key(word: str) -> str:
    """One name for a unit's spellings; any other word in small letters."""
    key = word.casefold()
    return _SPELLINGS.get(key.replace(".", ""), key)

"""The words that carry a statement's force, by language: what may never be lost from a sentence or added to it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import regex

from bot.trimming.listing import listed

_LATIN = regex.compile(r"\p{Latin}")
_OFTEN_LEFT_OUT = listed("on up with")  # open (on) Monday
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*")


@dataclass(frozen=True)
class Vocabulary:
    """One language's lists; words are in lower case, with straight apostrophes."""

    negations: frozenset[str]
    conditions: frozenset[str]
    modals: frozenset[str]
    quantifiers: frozenset[str]
    little: frozenset[str]  # words without weight of their own
    opposites: tuple[tuple[str, str], ...]

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Words without which another thing is said: those that have an opposite."""
        return frozenset(word for pair in self.opposites for word in pair) - _OFTEN_LEFT_OUT


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, _, other in (pair.partition("/") for pair in text.split()))


_PEOPLE = _pairs("adults/children adult/child men/women male/female")
_TIMES = _pairs("before/after")
_SETTINGS = _pairs("legal/illegal inside/outside indoors/outdoors weekdays/weekends")
CASES = (*_PEOPLE, *_SETTINGS)  # what holds in the one says nothing of the other
REVERSED = (  # the one says the contrary of the other
    *_TIMES,
    *_SETTINGS,
    *_pairs(
        """safe/unsafe safe/dangerous safe/harmful open/closed opens/closes allowed/forbidden allowed/prohibited
        allowed/banned always/never morning/evening morning/afternoon free/paid hot/cold included/excluded
        possible/impossible likely/unlikely necessary/unnecessary required/optional required/voluntary
        mandatory/optional mandatory/voluntary compulsory/voluntary effective/ineffective left/right north/south
        east/west upstairs/downstairs summer/winter spring/autumn"""
    ),
)
_OTHERS = _pairs(
    """open/shut more/less more/fewer increase/decrease increases/decreases increased/decreased raise/lower
    raises/lowers rise/fall high/low higher/lower all/some all/none start/stop on/off up/down include/exclude
    including/excluding approved/unapproved approved/rejected with/without above/below over/under minimum/maximum
    least/most first/last early/late earlier/later daily/weekly weekly/monthly monthly/yearly positive/negative
    benefit/harm best/worst better/worse true/false common/rare many/few often/rarely often/seldom usually/sometimes
    accept/refuse pass/fail buy/sell agree/disagree recommended/discouraged today/tomorrow today/yesterday
    tomorrow/yesterday hours/days hours/minutes days/weeks weeks/months months/years minutes/seconds
    oral/intravenous mother/father old/new north/west south/east everyone/nobody mild/severe minor/major raw/cooked
    single/double public/private wet/dry short/long long-term/short-term"""
)

ENGLISH = Vocabulary(
    negations=listed(
        """not no never none neither nor without nobody nothing nowhere cannot can't cant don't dont doesn't doesnt
        didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent won't wont wouldn't wouldnt shouldn't shouldnt
        couldn't couldnt mustn't mustnt haven't havent hasn't hasnt hadn't hadnt needn't ain't hardly rarely seldom
        barely avoid stop"""
    ),
    conditions=listed(
        """if unless only except excluding until till provided providing assuming when whenever while before after
        although though whether otherwise once because"""
    ),
    modals=listed("must should shall may might can could will would need needs ought have has required"),
    quantifiers=listed(
        """all every each any some most many few fewer several both always usually often sometimes generally mostly
        everyone everybody anyone anybody someone half majority minority least more less about around approximately
        nearly almost likely unlikely possibly probably possible rare common maximum minimum"""
    ),
    little=listed(
        """a an the of to in on at by for from with and or but so as is are was were be been being am it its it's this
        that these those there here he she they them his her their our your you we i my me us do does did done has have
        had will would can could may might than then also too very just please which who whom whose what how why where
        up out into about over under again further same own s t re ve ll d m"""
    ),
    opposites=(*_PEOPLE, *REVERSED, *_OTHERS),
)
SPANISH = Vocabulary(
    negations=listed("no nunca jamás ni ninguno ninguna ningún nadie nada tampoco sin evite evitar excepto"),
    conditions=listed(
        "si salvo excepto menos sólo solo solamente únicamente hasta cuando mientras antes después aunque "
        "siempre a_menos"
    ),
    modals=listed("debe deben debería deberían puede pueden podría podrían tiene tienen hay necesita necesitan"),
    quantifiers=listed(
        "todo toda todos todas cada algún alguno alguna algunos algunas muchos muchas pocos pocas varios ambos "
        "siempre "
        "generalmente veces mayoría más menos casi aproximadamente máximo mínimo"
    ),
    little=listed(
        """el la los las un una unos unas de del a al en con por para y o e u que se su sus es son era fue ser está
        están lo le les me te nos mi tu este esta estos estas ese esa eso como pero ha han más muy ya"""
    ),
    opposites=_pairs(
        "antes/después más/menos abierto/cerrado siempre/nunca todos/algunos seguro/peligroso seguro/inseguro "
        "con/sin "
        "permitido/prohibido mínimo/máximo mañana/tarde horas/días días/semanas semanas/meses meses/años gratis/pago "
        "alto/bajo adultos/niños"
    ),
)
FRENCH = Vocabulary(
    negations=listed("ne n' pas non jamais ni aucun aucune personne rien sans évitez éviter guère nulle"),
    conditions=listed("si sauf excepté seulement uniquement jusqu' jusque quand lorsque avant après quoique bien tant"),
    modals=listed("doit doivent devez devrait devraient peut peuvent pouvez pourrait pourraient faut faudrait"),
    quantifiers=listed(
        "tout toute tous toutes chaque quelque quelques certains certaines plusieurs beaucoup peu toujours "
        "souvent parfois "
        "généralement plupart plus moins presque environ maximum minimum"
    ),
    little=listed(
        """le la les l' un une des de du d' à au aux en dans avec par pour et ou que qu' qui se s' son sa ses est sont
        était être il elle ils elles on nous vous je tu ce cet cette ces c' y mais comme a ont très déjà votre vos"""
    ),
    opposites=_pairs(
        "avant/après plus/moins ouvert/fermé toujours/jamais tous/certains sûr/dangereux avec/sans permis/interdit "
        "minimum/maximum matin/soir heures/jours jours/semaines semaines/mois mois/ans gratuit/payant haut/bas "
        "adultes/enfants"
    ),
)
LANGUAGES = {"en": ENGLISH, "es": SPANISH, "fr": FRENCH}
_TELLING = {
    "en": ENGLISH.little | ENGLISH.negations | ENGLISH.modals | ENGLISH.conditions | {"yes"},
    "es": SPANISH.little | SPANISH.negations | SPANISH.modals | SPANISH.conditions | {"sí"},
    "fr": FRENCH.little | FRENCH.negations | FRENCH.modals | FRENCH.conditions | {"oui"},
}


@lru_cache(maxsize=256)
def language(text: str) -> str:
    """`en`, `es` or `fr`; empty where it is none of them (other scripts, other languages)."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text[:4000])]
    if not words:
        return "en"
    latin = sum(bool(_LATIN.match(word)) for word in words)
    if latin * 2 < len(words):
        return ""
    votes = {name: sum(word in telling for word in words) for name, telling in _TELLING.items()}
    best = max(votes, key=lambda name: votes[name])
    enough = votes[best] * 8 >= len(words) or (len(words) < 8 and text.isascii())
    return best if enough else ""


def vocabulary(text: str) -> Vocabulary | None:
    """The lists for this text's language; None where there are none."""
    return LANGUAGES.get(language(text))


# Words for the same thing, the public's beside the experts'; the first stands for all in its line.
SYNONYMS = """
allowed permitted permissible
avoid prevent prevention
begin start onset
buy purchase
cause due reason
child children kid kids
contagious infectious transmit transmission transmitted spread
cost price fee charge
covid coronavirus
deadly fatal death die
doctor physician
eligible qualify eligibility
genetic inherited hereditary gene
ill sick illness sickness
medicine medication drug
required mandatory compulsory requirement
safe unsafe safety danger dangerous harmful risk risky
symptom sign
test diagnose diagnosis
treat treatment cure therapy
vaccine vaccination vaccinated immunization immunisation jab shot
"""

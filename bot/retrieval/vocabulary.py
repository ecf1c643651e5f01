"""English words that the comparison of two questions goes by; in plain letters, as `words.plain` makes them."""


def listed(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


# A denial is no subject of its own: what it changes is shown by `differences`.
STOP_WORDS = listed(
    """
    a about also am an and any are as at be been being but by can cant could couldnt did didnt do does doesnt doing dont
    for from get had has hasnt have havent he her him his how i id if ill im in into is isnt it its ive just know let m
    may me might mine my need no nor not of on or our ours please re s shall she should so some such t tell than that
    the their them then there these they this those to too us ve want was wasnt we were what when where which who whom
    whose why will with wont would you your youre yours
    """
)
# Words that carry no difference of their own.
LIGHT = listed(
    """
    ago already bring came come comes coming everybody everyone get go goes going gone last now ok okay people person
    possible really recently right see someone somebody soon still take thing time want way
    """
)
FORMS = listed("how when where who why which what can should do is will long many much often")
# Little words of English that other languages have too; those of the second list tell where none of another's is near.
SHARED = listed(
    """
    a also am an as at d die had has he her him his i im in ll m me mine no on or re s so son such t then us ve
    want was we
    """
)
TELLING_LITTLE = listed("are by do dont for from hows is long my not of these to whats wheres whos will")
# … of Spanish, French, German, Dutch, Portuguese, Italian, Polish, Czech, Romanian, Turkish, the north, and others.
ELSEWHERE = listed(
    """
    al como con cual cuando cuanto de del donde el en es esta hay la las lo los mi para por puede puedo que quien se si
    un una
    avec ce cette dans des du est et faut il je le les ma mes nous ou peut pour puis quand quel quels qui sont sur une
    vous
    auf bei darf das dem den der durfen ein eine einen gibt ich ist kann kein konnen mein mit muss mussen nach nicht
    oder sich sie sind sollen und von wann welche welcher welches wenn wer werden wie wir wird wo zum zur
    dat deze dit een het hoe ik jij kan mag mijn moet naar niet onze voor waar wanneer zijn
    da das dos em meu minha nao onde os pode posso quem tem um uma voce
    che chi come dei della di dove gli nel per quanto sono
    co czy dla gdzie ile jak jaki jakie jesli jest kiedy kto moge moze mozna na nie od przez sie za
    je kde kdo kdy muze
    cand cum este nu pentru poate sunt unde
    bir bu icin kac nasil ne nerede var ve
    att det hur hvor hvordan ikke jag jeg och og til
    ako ang apa apakah boleh di egy ei gdje hai hogy hol kab kahan khong koji kya lehet mga mikor milloin missa nem ng
    onko saya tidak toi voinko wapi yang
    """
)
NEGATIONS = listed(
    """
    not no never none neither nor without cannot unable nobody nothing cant dont doesnt didnt isnt arent wasnt werent
    wont wouldnt shouldnt couldnt mustnt hasnt havent hadnt aint hardly barely scarcely fail fails failed failing
    pas jamais nicht kein keine keinen nie ohne sans nunca
    """
)
# How a question is put, not what it asks; stems.
ARTICLES = listed("a an the just pleas")
GRAMMAR = listed(
    """
    can could may might should will would shall do doe did is are was were be been am have has had i we you they my our
    your what which how where who when whi
    """
)
# "Isn't it open?" asks whether it is.
ASKED_WITH_NOT = (
    r"(?:is|are|was|were|do|does|did|has|have|ca|could|wo|would|should)n['’]?t"
    r"(?= (?:i|you|we|he|she|it|they|there|this|that|the|my|our|your|an?)\b)"
)
# What brings something about; stems.
CAUSES = listed("caus trigger provok")
# … or else does something to it, in the forms that a question has.
ACTS = listed(
    "make makes prevent prevents raise raises lower lowers reduce reduces cure cures treat treats worsen worsens "
    "shrink shrinks shorten shortens damage damages relieve relieves help helps improve improves"
)
# What a question takes as given follows these; what it asks may begin again after that: "after my meal may I swim?"
GIVEN = "if|when|while|because|since|after|before|until|once"
ASKED_OF = "(?:do|does|did|can|could|should|will|may|is|are) (?:i|you|we|he|she|it|they|the|my|our)"
# Verbs, and forms of them that don't have their stem, but for those that are another word as well ("left", "a bit").
IRREGULAR = """
become became/begin began begun/bite bitten/bleed bled/break broke broken/bring brought/build built/burn burnt
buy bought/catch caught/choose chose chosen/come came/dig dug/draw drew drawn/drink drank drunk/drive drove driven
eat ate eaten/fall fell fallen/feed fed/feel felt/fight fought/fly flew flown/forget forgot forgotten/get got gotten
give gave given/go went gone/grow grew grown/hear heard/hide hid hidden/hold held/keep kept/know knew known
learn learnt/lend lent/lose lost/make made/mean meant/meet met/pay paid/ride rode ridden/say said/see seen/sell sold
send sent/shake shook shaken/sleep slept/speak spoke spoken/spend spent/stand stood/steal stole stolen/sting stung
sweep swept/swell swollen/swim swam swum/take took taken/teach taught/tear torn/tell told/throw threw thrown
wake woke woken/wear wore worn/win won/write wrote written
"""
BEING = listed("be is are was were been being get gets got")
ONESELF = {"i": "i", "me": "i", "we": "we", "us": "we", "my": "my", "our": "our"}
# How it is asked, which changes what is asked where all else is the same.
MEASURED = listed("soon long often much many far")
PARTICLES = listed("to from in into out on onto off up down over under back away with against for")
# What one has to do, and what one may do.
DUTIES = "must|have to|has to|required|mandatory|obliged|compulsory|obligatory"
LEAVES = "can|may|allowed|permitted"
# What is asked for: such a word before its verb, or told of somebody who would like to know it.
ASKED = (
    r"(?:\b(?=when|where|why|how)|(?:^|[.!?,:]\s*)(?=who\b))(?P<word>\w+?)(?:['’]?s|\s+(?:can|could|may|might|will|would|"
    r"shall|should|must|do|does|did|is|are|was|were|has|have|had))\b"
)
# Who asks for the reason, in whatever words.
REASONS = r"why|reasons?|how come|what makes|causes?"
# Days that are told from today.
RELATIVE = "(?:this|next|last|past|coming) (?:day|week|weekend|month|year|spring|summer|autumn|fall|winter|season)"
# What names another day each day.
PASSING = (
    "today|tonight|tomorrow|this (?:morning|afternoon|evening|week|weekend)|next (?:week|weekend|month)|"
    "heute|morgen|aujourd['’]hui|ce soir|demain|hoy|mañana"
)
CARDINALS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
NUMBERED = "type bipolar phase stage grade class"  # after these I is a number
ROMANS = "I II III IV V VI VII VIII IX"
SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "billion": 10**9}
# One word for a number: what it is compared by, and whether it may be none.
SINGLE = {
    "once": ("1 times", True),
    "twice": ("2 times", False),
    "thrice": ("3 times", False),
    "half": ("1/2 ", True),
    "noon": ("12 ", False),
    "midday": ("12 ", False),
    "midnight": ("0 ", False),
}
# What is measured, how many of its smallest unit, and what that many are called.
UNITS = """
mass 1 µg μg mcg microgram micrograms
mass 1000 mg milligram milligrams
mass 1000000 g gram grams
mass 1000000000 kg kilo kilos kilogram kilograms
ounce 1 oz ounce ounces
lb 1 lb lbs
volume 1 ml millilitre millilitres milliliter milliliters
volume 10 cl
volume 1000 l litre litres liter liters
length 1 mm
length 10 cm
length 1000 m metre metres meter meters
length 1000000 km kilometre kilometres kilometer kilometers
mile 1 mile miles
mph 1 mph
kmh 1 km/h kmh kph
inch 1 inch inches
inch 12 ft foot feet
time 1 second seconds sec secs
time 60 minute minutes min mins
time 3600 hour hours hr hrs h
time 86400 day days
time 604800 week weeks
months 1 month months
months 12 year years yr yrs
% 1 % percent
dollar 1 $ dollar dollars
euro 1 € euro euros
pound 1 £ pound pounds
cent 1 cent cents
celsius 1 °c c
fahrenheit 1 °f f
degree 1 ° degree degrees
dose 1 dose doses
times 1 times x ×
"""
# What makes a limit of a number: what stands before it, and what after it.
LIMITS = (
    (
        "at most",
        "at most/no more than/not more than/no longer than/not longer than/no later than/not later than/no older than/"
        "not older than/up to/within/by/a maximum of/the maximum of/maximum of/maximum/max",
        "or less/or fewer/or under/or younger/or below/and less/and under/and younger/and below/at most/at the latest/"
        "maximum/max",
    ),
    (
        "at least",
        "at least/no less than/not less than/no fewer than/not fewer than/no earlier than/not earlier than/"
        "no younger than/not younger than/a minimum of/the minimum of/minimum of/minimum/min",
        "or more/or over/or older/or above/and more/and over/and older/and above/and up/at least/minimum/min",
    ),
    ("under", "under/below/less than/fewer than/younger than/shorter than", ""),
    ("over", "over/above/more than/older than/longer than", ""),
)
SHORT_FORMS = """
Monday Mon
Tuesday Tue Tues
Wednesday Wed Weds
Thursday Thu Thur Thurs
Friday Fri
Saturday Sat
Sunday Sun
January Jan
February Feb
March Mar
April Apr
June Jun
July Jul
August Aug
September Sep Sept
October Oct
November Nov
December Dec
Street St
Saint St
Avenue Ave
Road Rd
Doctor Dr
"""
LASTING = "second minute hour day week month year"
TIMES = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday weekend weekday today tonight tomorrow yesterday january
    february march april june july august september october november december easter christmas thanksgiving halloween
    """
)
PLACES = listed("street road avenue lane square bridge park school station hospital clinic library beach ward county")

# Who is meant; those in one line are the same.
GROUPS = """
adult adults
baby babies infant infants newborn newborns
breastfeeding breastfeed nursing lactating
cat cats
child children kid kids
daughter daughters
diabetic diabetics diabetes
dog dogs
elderly senior seniors pensioner pensioners
father fathers dad dads
girl girls
boy boys
husband husbands
immunocompromised immunosuppressed
man men male males
kitten kittens
mother mothers mum mums mom moms
pregnant pregnancy expecting
puppy puppies
son sons
student students pupil pupils
teenager teenagers teen teens adolescent adolescents
toddler toddlers
tourist tourists visitor visitors
wife wives
woman women female females
worker workers employee employees staff
"""
# In these such a word means something else.
SET_PHRASES = """
nursing home/nursing homes/nursing staff/nursing school/hot dog/hot dogs/or not/not (?:sure|certain|clear)/
(?:don['’]?t|do not) (?:know|understand)
"""
OPPOSITES = """
after/before afternoon/morning allowed/banned allowed/forbidden allowed/prohibited arriving/leaving book/cancel
bottled/tap buy/sell close/open closed/open cold/hot dangerous/safe decrease/increase down/up effective/ineffective
end/start evening/afternoon evening/morning exclude/include false/true fewer/more free/paid harmful/safe illegal/legal
left/right less/more likely/unlikely mandatory/optional maximum/minimum necessary/unnecessary day/night
optional/required possible/impossible risky/safe rise/fall safe/unsafe start/stop summer/winter with/without
worse/better birth/death born/died borrow/lend found/lost gain/lose add/remove
accept/decline accept/refuse accept/reject acute/chronic alive/dead alone/together alone/with approve/reject
arrive/leave bacterial/viral begin/end benefit/harm benefit/risk benign/malignant big/small bottom/top cause/cure
cause/help cause/prevent cause/relieve cause/treat cause/treatment cheap/expensive clean/dirty complete/partial
deposit/withdraw diagnose/treat diagnosis/treatment die/survive donate/receive dry/wet early/late east/west
effect/treatment enter/exit enter/leave export/import fail/pass fresh/frozen heavy/light help/worse high/low
higher/lower increase/reduce indoor/outdoor indoors/outdoors inner/outer inside/outside instead/together
internal/external join/leave large/small long-term/short-term lower/raise lower/upper major/minor mild/severe
negative/positive normal/abnormal north/south overweight/underweight permanent/temporary prevent/treat private/public
raw/cooked receive/send strong/weak substitute/together symptom/treatment thick/thin unvaccinated/vaccinated
upstairs/downstairs win/lose
"""

# Words with which people ask the same thing: the public's beside the authorities'.
SYNONYMS = """
allowed permitted
animal pet
avoid prevent
baby infant newborn
bin garbage rubbish trash waste
buy purchase
car vehicle
child children kid kids toddler
close closed shut
cost price fee charge
covid covid19 coronavirus corona ncov sarscov2
cure treatment treat
danger dangerous harmful risk risky safe safety unsafe
dead death deadly die fatal kill
doctor physician
dose dosage
elderly senior seniors
forbidden prohibited banned
help support assistance
ill illness sick sickness
job employment
law legal illegal lawful
mandatory compulsory obligatory required require obliged
medicine medication drug pill tablet
mother mom mum
pay payment
phone telephone
pregnant pregnancy expecting
quick fast
school classroom
spread transmit transmission contagious infectious
start begin
symptom sign
vaccine vaccination vaccinate vaccinated jab shot immunization immunisation inoculation
visit visitor
"""

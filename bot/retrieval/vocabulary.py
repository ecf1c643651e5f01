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
NEGATIONS = listed(
    """
    not no never none neither nor without cannot unable nobody nothing cant dont doesnt didnt isnt arent wasnt werent
    wont wouldnt shouldnt couldnt mustnt hasnt havent hadnt aint
    """
)
COUNTED = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)  # noqa: SIM905
}
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
cat cats kitten kittens
child children kid kids toddler toddlers
daughter daughters son sons
diabetic diabetics diabetes
dog dogs puppy puppies
elderly senior seniors pensioner pensioners
father fathers dad dads
girl girls boy boys
immunocompromised immunosuppressed
man men male males
mother mothers mum mums mom moms
pregnant pregnancy expecting
student students pupil pupils
teenager teenagers teen teens adolescent adolescents
tourist tourists visitor visitors
woman women female females
worker workers employee employees staff
"""
OPPOSITES = """
after/before afternoon/morning allowed/banned allowed/forbidden allowed/prohibited arriving/leaving book/cancel
bottled/tap buy/sell close/open closed/open cold/hot dangerous/safe decrease/increase down/up effective/ineffective
end/start evening/afternoon evening/morning exclude/include false/true fewer/more free/paid harmful/safe illegal/legal
left/right less/more likely/unlikely mandatory/optional maximum/minimum necessary/unnecessary day/night
optional/required possible/impossible risky/safe rise/fall safe/unsafe start/stop summer/winter with/without
worse/better
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

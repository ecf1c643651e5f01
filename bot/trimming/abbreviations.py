"""Short forms whose full stop doesn't end a sentence, in English, Spanish and French."""

from bot.trimming.listing import listed

NEVER_LAST = listed(
    """dr mr mrs ms mx prof st mt ft rev hon sen rep gov gen col capt lt sgt maj cmdr no nos nr fig figs eq ref refs
    vol vols ch chap sec art para pp pg ed eds e.g i.e eg ie cf vs v viz ca approx appr avg max min temp tel telf
    ext dept univ hosp bldg al resp incl excl esp pts pt sr sra srta dra ud uds núm num pág págs aprox av avda ej m
    mm mme mlle mgr boul env"""
)
MAYBE_LAST = listed(
    """a.m p.m am pm inc ltd co corp llc plc bros jr sr etc u.s u.k e.u u.n d.c ph.d m.d b.a m.a jan feb mar apr jun
    jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun hr hrs sec secs mins wk wks yr yrs mo
    mos mg ml kg g l cm mm km in oz lb lbs ave blvd rd hwy apt ste dpt tbsp tsp tab tabs cap caps ee.uu s.a s.l ene
    abr ago dic janv févr avr juil déc"""
)
STARTERS = listed(
    """the a an it its it's he she we you they this that these those there here if in on at for from to as with when
    while where after before until because since please do don't does did not no yes and but or so however also only
    our your their his her my i i'm i'd you're we're they're what who how why which each every all some most many
    any both make take call ask see use keep visit check contact then once during without unless by is are can el la
    los las un una no sí si para por en con cuando pero y o le les se es son hay llame consulte le la les un une des
    il elle on nous vous ils elles ce cette ces si pour dans avec quand mais et ou appelez"""
)

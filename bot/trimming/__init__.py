"""Trimming: from what an expert wrote to a text that fits, and nothing in it that says otherwise.

A library of its own: it knows no Slack client and no database. Messages go in as Slack writes them (mrkdwn), in order;
lengths are in the network's own unit; no text raises. docs/architecture.md tells a reply's way through it.

- `shorten` finds up to three texts, or says why there is none; `review` says in words what a text changes and leaves
  out, `guard` only what it changes; `judged` and `Weights` say what puts texts in order (`tuning` learns it).
- `brief`, `numbers`, `proposal`: what a writer is asked, and the text made of its answer.
- `length`, `fits`, `limit_of`, `networks`, `NETWORKS`: counting as each network does.
- `Style`, `breaches`, `blocking`, `shorten_in_style`, `review_in_style`, `restyled`: an account's house style;
  `closed`, `lacking`, `ending`, `unclosed`, `without_closing`: the sign-off and hashtags that its texts end with.
- `plain`, `unescaped`, `is_small_talk`, `takes_it_on`, `agrees`: what a message says, and to whom.
- `conflicts`, `only_in`: whether two answers can both be right.
- `holds`, `held`, `replaced`, `replacements`, `collide`, `why_no_value`: values that stand in texts word for word.
"""

from bot.trimming.closing import closed, ending, lacking, unclosed, without_closing
from bot.trimming.contradicting import Conflict, conflicts, only_in
from bot.trimming.counting import NETWORKS, fits, length, limit_of, networks
from bot.trimming.guarding import guard
from bot.trimming.outline import is_small_talk, takes_it_on
from bot.trimming.proposing import Brief, brief, numbers, proposal
from bot.trimming.reading import plain, unescaped
from bot.trimming.results import Candidate, Shortened
from bot.trimming.reviewing import Review, judged, review
from bot.trimming.shortening import shorten
from bot.trimming.small_talk import agrees
from bot.trimming.style import Breach, Style, blocking, breaches
from bot.trimming.styled import restyled, review_in_style, shorten_in_style
from bot.trimming.verbatim import collide, held, holds, replaced, replacements
from bot.trimming.verbatim import why_not as why_no_value
from bot.trimming.weights import USUAL, Weights

__all__ = ["USUAL", "Candidate", "Review", "Shortened", "Weights", "guard", "judged", "review", "shorten"]
__all__ += ["Brief", "brief", "numbers", "proposal"]
__all__ += ["NETWORKS", "fits", "length", "limit_of", "networks"]
__all__ += ["Breach", "Style", "blocking", "breaches", "restyled", "review_in_style", "shorten_in_style"]
__all__ += ["closed", "ending", "lacking", "unclosed", "without_closing"]
__all__ += ["agrees", "is_small_talk", "plain", "takes_it_on", "unescaped"]
__all__ += ["Conflict", "conflicts", "only_in"]
__all__ += ["collide", "held", "holds", "replaced", "replacements", "why_no_value"]

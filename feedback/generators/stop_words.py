"""English words that say little about what a sentence is about."""

from __future__ import annotations

_WORDS = """
    a about above after again against all already also although always am among an and another any
    are as at be because been before being below between both but by can cannot could did do does
    doing done down due during each either else even ever every few first for from further get
    give given gives had has have having he hence her here hers him his how however i if in
    instead into is isn't it it's its itself just last least less let like likewise made make
    makes many may me might more most much must my need neither never next no nor not note now of
    off often on once one only onto or other others otherwise our out over own per perhaps rather
    same second see shall she should since so some such than that the their them then there
    therefore these they this those though three through thus to too two under unless until up
    upon us use used uses using very via was we well were what when where whether which while who
    whole whom whose why will with within without would yet you your
    """

STOP_WORDS = frozenset(_WORDS.split())

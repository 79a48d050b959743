"""The words of every choice in an experience: what is stored, and what a reader sees.

The effect is the Patient Global Impression of Change (Guy 1976; wording after Dworkin et al. 2008, IMMPACT), seven
points on the complaint that LDN was to help, with "cannot tell" beside it.
"""

from forum.lazy import lazy as _l

__all__ = [
    "COSTS",
    "EFFECT_WORDS",
    "EFFORTS",
    "FORMS",
    "INTEREST_WORDS",
    "NOTICED",
    "OPIOIDS",
    "SEVERITY_WORDS",
    "SIDE_EFFECTS",
    "STATUS_WORDS",
    "STOP_REASONS",
    "TIMES_OF_DAY",
]


STATUS_WORDS = {
    "considering": _l("Thinking about it"),
    "taking": _l("Taking it"),
    "paused": _l("Paused"),
    "stopped": _l("Stopped"),
    "finished": _l("Finished as planned"),
}
FORMS = {
    "capsule": _l("Capsule"),
    "tablet": _l("Tablet"),
    "liquid": _l("Liquid or drops"),
    "cream": _l("Cream"),
    "other": _l("Something else"),
}
TIMES_OF_DAY = {
    "morning": _l("Morning"),
    "daytime": _l("Midday or afternoon"),
    "evening": _l("Evening or bedtime"),
    "varies": _l("It varies"),
}
EFFECT_WORDS = {
    "very_much_better": _l("Very much better"),
    "much_better": _l("Much better"),
    "a_little_better": _l("A little better"),
    "no_change": _l("No change"),
    "a_little_worse": _l("A little worse"),
    "much_worse": _l("Much worse"),
    "very_much_worse": _l("Very much worse"),
    "cannot_tell": _l("Cannot tell"),
}
NOTICED = {
    "two_weeks": _l("In the first two weeks"),
    "one_month": _l("After two weeks to a month"),
    "three_months": _l("After one to three months"),
    "six_months": _l("After three to six months"),
    "later": _l("After more than six months"),
    "never": _l("I noticed no change"),
}
SEVERITY_WORDS = {"mild": _l("Mild"), "moderate": _l("Moderate"), "severe": _l("Severe")}
SIDE_EFFECTS = {
    "vivid_dreams": _l("Vivid dreams"),
    "trouble_sleeping": _l("Trouble sleeping"),
    "tiredness": _l("Tiredness"),
    "headache": _l("Headache"),
    "nausea": _l("Nausea"),
    "stomach_trouble": _l("Stomach pain or cramps"),
    "diarrhoea": _l("Diarrhoea"),
    "constipation": _l("Constipation"),
    "dizziness": _l("Dizziness"),
    "anxiety": _l("Anxiety or restlessness"),
    "low_mood": _l("Low mood"),
    "worse_at_first": _l("My complaints were worse at first"),
    "dry_mouth": _l("Dry mouth"),
    "skin": _l("Rash or itching"),
    "other": _l("Something else"),
}
STOP_REASONS = {
    "no_help": _l("It did not help"),
    "side_effects": _l("Side effects"),
    "better": _l("I felt better and needed it no more"),
    "cost": _l("The cost"),
    "access": _l("I could no longer get it"),
    "opioids": _l("I needed an opioid pain medicine"),
    "advice": _l("A doctor advised it"),
    "planning": _l("Pregnancy, surgery or another plan"),
    "other": _l("Another reason"),
}
EFFORTS = {"none": _l("No effort"), "some": _l("Some effort"), "a_lot": _l("A lot of effort")}
COSTS = {"easy": _l("Easy to afford"), "noticeable": _l("Noticeable"), "hard": _l("Hard to afford")}
OPIOIDS = {"no": _l("No"), "yes": _l("Yes"), "not_said": _l("I would rather not say")}
INTEREST_WORDS = {
    "none": _l("None"),
    "sell": _l("I sell or make LDN"),
    "prescribe": _l("I prescribe or dispense LDN"),
    "paid": _l("I am paid by somebody who does"),
}

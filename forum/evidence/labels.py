"""What the words of the records and summaries are called on a page."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

__all__ = [
    "CONFIRMED",
    "DESIGNS",
    "DIRECTIONS",
    "DOMAINS",
    "LEVELS",
    "RATINGS",
    "RESULTS",
    "SECOND_CHECKS",
    "STATUSES",
    "USES",
    "label",
]

# Where the studies point, for one question of a summary.
DIRECTIONS = {
    "favours-ldn": _("Comparisons favour LDN"),
    "favours-comparison": _("Comparisons favour placebo or the other treatment"),
    "no-clear-difference": _("Compared, with no clear difference"),
    "mixed": _("Compared, and the studies disagree"),
    "similar-to-other-drug": _("About the same as another drug; not compared with placebo"),
    "uncontrolled-only": _("Only studies without a comparison group"),
    "too-little-research": _("Too little research to tell"),
    "no-research": _("No research found"),
    "ongoing-only": _("A trial is registered; no results found"),
    "safety-signal": _("More of a harm was seen on LDN"),
}

# How sure a source says that it is.
RATINGS = {
    "high": _("High"),
    "moderate": _("Moderate"),
    "low": _("Low"),
    "very-low": _("Very low"),
}

# Why a rating of certainty goes down: the five domains of GRADE (Guyatt and others, BMJ 2008;336:924-926).
DOMAINS = {
    "risk-of-bias": _("How the studies were done"),
    "inconsistency": _("The studies disagree"),
    "indirectness": _("Other people, doses or outcomes than those asked about"),
    "imprecision": _("Too few people to be exact"),
    "publication-bias": _("Studies may be missing that were never published"),
}

# Where one publication points. Each is as short as its opposite: no row of a table is louder than another.
RESULTS = {
    "positive": _("Favours LDN"),
    "positive-weak": _("Weakly favours LDN"),
    "positive-disputed": _("Favours LDN, but disputed"),
    "positive-uncontrolled": _("Better than before; not compared"),
    "negative": _("No clear difference"),
    "mixed": _("Mixed"),
    "inconclusive": _("Cannot tell"),
    "similar-to-active": _("About the same as another drug"),
    "dose-finding": _("Looked for a dose, not for a benefit"),
    "background": _("Background"),
    "ongoing": _("No results yet"),
    "safety": _("About safety"),
    "harms-focus": _("About side effects"),
    "no-evidence": _("No evidence found"),
    "not-read": _("Not read yet"),
}

DESIGNS = {
    "parallel RCT": _("Randomised trial: chance put people into groups"),
    "randomised crossover": _("Randomised crossover: everyone had both, in an order left to chance"),
    "single-blind crossover": _("Single-blind crossover: everyone had both, without being told which"),
    "dose-finding": _("Dose-finding study"),
    "open-label": _("Open study: everyone took LDN and knew it"),
    "retrospective cohort": _("Records of past treatment, read afterwards"),
    "case series": _("Account of a few patients"),
    "case report": _("Account of single patients"),
    "secondary analysis of an RCT": _("Second look at the data of a randomised trial"),
    "registry": _("Register of prescriptions"),
    "systematic review": _("Systematic review of studies"),
    "scoping review": _("Review of what has been studied"),
    "narrative review": _("Review of other papers"),
    "trial protocol": _("Plan of a trial"),
    "survey": _("Survey"),
    "letter": _("Letter about other results"),
    "book chapter": _("Chapter of a book"),
    "not-read": _("Not looked at yet"),
}

# How much of a record was seen.
STATUSES = {
    "full": _("DOI, PMID and result all seen"),
    "partial": _("The result was seen, but the DOI or the PMID is missing"),
    "identifier-only": _("Only the identifier was seen, not the result"),
}

USES = {
    "yes": _("May be cited"),
    "with care": _("May be cited with care: the note below is always shown with it"),
    "no": _("Not to be cited, or not read yet"),
}

# What a second reader found, who looked for the same publication elsewhere.
SECOND_CHECKS = {
    "agreed": _("Somebody read it again, and all of it agreed"),
    "corrected": _("Somebody read it again, and something was mended"),
    "partly": _("Somebody could read only parts of it again"),
    "not_found": _("Somebody looked for a second copy and found none"),
}

# How grave a fact of the safety page is.
LEVELS = {"stop": _("Stop"), "caution": _("Take care"), "info": _("Good to know")}

# Whether we saw a fact in its source.
CONFIRMED = {
    "seen": None,
    "partly": _("Only partly confirmed by us"),
    "not-seen": _("Not confirmed by us"),
    "judgement": _("Our own reading"),
}


def label(labels: dict[str, LazyString], word: str) -> LazyString | str:
    """What `word` is called; a word that nobody has named yet stands for itself."""
    return labels.get(word, word)

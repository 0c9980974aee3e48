"""Headings under which journals print many different reports: a title of one of them names no report."""

from __future__ import annotations

from typing import Final

GENERIC_TITLES: Final = frozenset(
    (
        "abstract", "abstracts", "about this issue", "announcement", "announcements", "appendix", "author index",
        "authors reply", "author reply", "book review", "book reviews", "calendar", "comment", "commentary", "comments",
        "conclusion", "contents", "contributors", "correction", "corrections", "correspondence", "corrigendum",
        "discussion", "editor comments", "editors comments", "editor s comments", "editorial", "editorial board",
        "editorial comment", "editorial introduction", "editorial notes", "editorial preface", "editors introduction",
        "editor s introduction", "editors note", "editor s note", "errata", "errata notes", "erratum", "foreword",
        "from the editor", "from the editors", "guest editorial", "guest editor s introduction", "highlights",
        "in brief", "in reply", "in this issue", "index", "introduction", "introduction to the special issue",
        "invited commentary", "issue information", "keynote", "letter", "letter to the editor", "letters",
        "letters to the editor", "masthead", "meeting report", "news", "notes", "obituary", "opinion", "overview",
        "perspective", "perspectives", "poster", "poster session", "preface", "president s message", "reply",
        "research highlights", "response", "review", "reviewers", "special issue", "special section", "subject index",
        "summary", "table of contents", "title page", "untitled", "unknown", "update", "viewpoint", "welcome",
        "executive overview", "call for papers", "case report", "clinical trial", "no title", "not available",
        "avant propos", "buchbesprechung", "buchbesprechungen", "carta al director", "cartas al director",
        "carta al editor", "carta ao editor", "carta do editor", "einleitung", "inhaltsverzeichnis", "introduccion",
        "leitartikel", "lettre a l editeur", "lettre au redacteur", "nachruf", "prefacio", "presentacion", "prologo",
        "rezension", "rezensionen", "vorwort", "ask the expert", "back matter", "books received", "bibliography",
        "case records of the massachusetts general hospital", "chairman s report", "clinical quiz", "clinical snapshot",
        "cochrane corner", "comptes rendus", "continuing education", "editor s choice", "expert commentary",
        "from the archives", "from the literature", "frontispiece", "images in clinical medicine", "in memoriam",
        "journal club", "literature review", "member profile", "news and views", "pathology in practice",
        "patient page", "point counterpoint", "practice corner", "radiology corner", "self assessment",
        "technical notes", "tips and tricks", "treasurer s report", "what is your diagnosis",
        "what s your diagnosis", "apresentacao", "cartas ao editor", "cartas al editor",
        "mitteilungen", "nota editorial", "note de la redaction",
    )
)  # fmt: skip
"""Headings under which journals print many different reports; a title of one of them names no report."""

GENERIC_TITLE_WORDS: Final = frozenset(
    (
        "a", "about", "abstracts", "address", "an", "and", "announcement", "annual", "april", "august", "author",
        "authors", "autumn", "award", "back", "board", "book", "by", "calendar", "call", "comment", "commentary",
        "comments", "congress", "contents", "contributors", "correction", "corrections", "correspondence", "december",
        "discussion", "edition", "editor", "editorial", "editorials", "editors", "errata", "erratum", "fall",
        "february", "for", "foreword", "from", "front", "guest", "in", "inaugural", "index", "information",
        "interview", "interviews", "introducing", "introduction", "introductory", "invited", "issue", "issues",
        "january", "journal", "july", "june", "letter", "letters", "march", "matter", "may", "meeting", "message",
        "news", "no", "note", "notes", "notice", "november", "number", "october", "of", "on", "opening", "our",
        "page", "paper", "papers", "part", "perspective", "preface", "president", "presidential", "proceedings",
        "program", "programme", "referees", "remarks", "reply", "report", "response", "review", "reviewers",
        "reviews", "s", "section", "selected", "september", "special", "spring", "statement", "summary", "summer",
        "table", "thank", "thanks", "the", "theme", "this", "title", "to", "update", "us", "vol", "volume", "welcome",
        "winter", "with", "words", "year", "you", "abbreviations", "acknowledgement", "acknowledgements",
        "acknowledgment", "acknowledgments", "ad", "answer", "answers", "books", "brief", "briefs", "case", "cases",
        "chair", "chairman", "chairs", "choice", "club", "cme", "column", "committee", "committees", "conference",
        "copyright", "corner", "cover", "current", "ecg", "events", "expert", "experts", "forthcoming", "general",
        "half", "highlights", "hoc", "image", "images", "keynote", "list", "literature", "member", "members", "minutes",
        "month", "new", "obituaries", "obituary", "oral", "organising", "organizing", "panel", "plenary", "poster",
        "posters", "presentation", "presentations", "profile", "publications", "question", "questions", "quiz",
        "received", "recent", "reports", "scientific", "session", "sessions", "short", "speaker", "speakers",
        "technical", "details", "notices", "upcoming", "week", "workshop",
    )
)  # fmt: skip
"""A title of nothing but these words, numbers and the journal's name says what kind of text it is, not which."""

MIN_TITLE_LETTERS: Final = 12


def is_generic_title(title: str, journal: str) -> bool:
    """Whether a title names no report: listed, a short word, or all headings, numbers and the journal's name."""
    if title in GENERIC_TITLES or _length(title) < MIN_TITLE_LETTERS:
        return True
    return all(word in GENERIC_TITLE_WORDS or word.isdecimal() or word in journal.split() for word in title.split())


def _length(title: str) -> int:
    """The letters of a title, of which a Chinese or Japanese sign is worth three."""
    return len(title) if title.isascii() else len(title) + 2 * sum(sign > _LAST_LETTER for sign in title)


_LAST_LETTER: Final = "\u2e7f"

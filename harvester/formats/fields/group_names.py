"""Which names are of organisations and groups, not of persons: words and forms, in the commoner languages. Pure."""

from __future__ import annotations

import re
from typing import Final

_GROUP_WORD_LIST: Final = (
    "group groups subgroup workgroup consortium collaboration collaborations collaborative collaborators network "
    "networks society societies committee committees investigators team teams association associations "
    "organisation organisations organization organizations institute institutes institution institutions "
    "foundation foundations university universities department departments ministry ministries agency agencies "
    "council councils center centers centre centres registry registries registers study studies trial trialists "
    "alliance federation federal college academy commission board initiative initiatives programme programmes "
    "program programs project projects service services authority authorities administration assembly secretariat "
    "directorate bureau taskforce workshop coalition partnership forum campaign congress parliament government "
    "corporation company companies laboratory laboratories hospital hospitals clinic clinics museum library "
    "faculty health healthcare medical medicines research cancer diabetes asthma arthritis dementia epilepsy "
    "oncology cardiology international national european american british canadian australian african asian "
    "nordic world united nations global nhs biobank inc ltd llc gmbh plc bv pharmaceuticals pharma therapeutics "
    "biosciences biotech technologies groupe equipe équipe grupo arbeitsgruppe arbeitsgemeinschaft médecins "
    "medecins médicos ärzte bundesamt landesamt myndigheten styrelsen direktoratet socialstyrelsen "
    "folkehelseinstituttet hôpital hôpitaux hopital hopitaux clinique centro centrum zentrum krankenhaus platform "
    "klinik kliniken klinikum ziekenhuis sykehus sykehuset sjukhus ospedale haute autorité autorite agence "
    "agencia agenzia agentur without"
)
_WORDS_OF_GROUPS: Final = frozenset(_GROUP_WORD_LIST.split())
"""Words that no name of a person has, but those of groups do."""

_STEMS: Final = re.compile(
    r"\b(?:institut|universit|universid|hochschul|gesellschaft|verband|stiftung|ministeri|ministère|bundesinstitut"
    r"|bundeszentral|société|sociedad|società|associazion|asociaci|associaç|fédérat|federaci|federaz|föderation|fondation"
    r"|fundaci|fundaç|fondazion|akademi|académi|academi|kommission|comisi[oó]n|comité|comitato|komitee|collège|colegio"
    r"|consorti|konsorti|laborato|departament|département|dipartiment|instituut|istitut|förening|forening|selskab"
    r"|selskap|rijksinstitu|frontières|frontieres)\w*",
    re.IGNORECASE,
)
"""Beginnings of such words in other languages, which are inflected or joined to others."""

_STEM_LENGTH: Final = 5
_STEM_BEGINNINGS: Final = frozenset(
    re.sub(r"\W.*", "", stem)[:_STEM_LENGTH] for stem in _STEMS.pattern.removeprefix(r"\b(?:").split("|")
)
"""So many letters of each, by which most names are excluded at once."""

_LOWER_CASE_WORDS: Final = frozenset(["of", "for", "the", "and", "und", "et", "für", "pour", "para", "without", "sans"])
"""Words that join the parts of a group's name; a person's initials ("ET") are in capitals."""

_ACRONYM_LIST: Final = (
    "AHRQ BMA CADTH CDC ECDC EFSA EMA EU FDA IARC IQWIG MRC MSF NCI NHLBI NHS NICE NIH NIHR OECD PAHO RAND RKI "
    "SIGN UK UN UNAIDS UNDP UNESCO UNFPA UNHCR UNICEF USA USAID WHO"
)
_ACRONYMS: Final = frozenset(_ACRONYM_LIST.split())
"""Acronyms that begin the names of organisations ("NHS England")."""

_WORDS: Final = re.compile(r"\w+")
_LONG_NUMBER: Final = re.compile(r"\d{3}")
_POSSESSIVE: Final = re.compile(r"\w['’]s\b")


def is_group_word(word: str) -> bool:
    """Return whether a word alone shows a group: no person has it for a family name."""
    return word.lower() in _WORDS_OF_GROUPS


def is_group_name(name: str) -> bool:
    """Return whether a name without a comma reads like a group or an institution, or is a registry number."""
    words = _WORDS.findall(name)
    lowered = [word.lower() for word in words]
    if not _WORDS_OF_GROUPS.isdisjoint(lowered) or (not name.isalpha() and _LONG_NUMBER.search(name)):
        return True
    if not _STEM_BEGINNINGS.isdisjoint([word[:_STEM_LENGTH] for word in lowered]) and _STEMS.search(name):
        return True
    if len(words) < 2:
        return False
    return (
        not _LOWER_CASE_WORDS.isdisjoint(words)
        or words[0] in _ACRONYMS
        or (("'" in name or "’" in name) and _POSSESSIVE.search(name) is not None)
        or ("force" in lowered and "task" in lowered)
        or " & " in name  # two persons have been taken apart before
    )

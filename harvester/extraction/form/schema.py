"""Schema of extraction.toml for pydantic with its messages, and the form that a new review begins with."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from harvester.extraction.form.model import FIELD_TYPES, PERCENTAGE_BASES, SUMMARY_KINDS
from harvester.review.schema import NonEmptyText, StrictTable, check_choice, rule_error

_KEY: Final = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_KEY: Final = 60
"""Characters."""

_RESERVED: Final = frozenset(
    {"report", "citation", "doi", "pmid", "link", "title", "level", "field", "value", "given", "allowed", "entered"}
    | {"extractor", "version", "status", "settles", "at", "file"}
)
"""Names of columns that every table of the form has of its own."""


def check_key(text: str) -> str:
    """Refuse a key with characters that a column cannot have, or a key that is too long."""
    if not _KEY.fullmatch(text):
        raise rule_error(
            f'"{text}" has characters that a key cannot have',
            'Use small letters a-z, digits and _, a letter first, for instance "trigger_detail"',
        )
    if len(text) > LONGEST_KEY:
        raise rule_error(f"has {len(text)} characters", f"Use {LONGEST_KEY} at most; the label may be longer")
    return text


def check_not_reserved(text: str) -> str:
    """Refuse a key that is the name of a column of every table."""
    if text in _RESERVED:
        raise rule_error(
            f'"{text}" is the name of a column that every table has', f'Call it otherwise, such as "{text}_1"'
        )
    return text


def check_field_type(text: str) -> str:
    """Refuse an unknown type of field."""
    return check_choice(text, FIELD_TYPES, "a type of field")


def check_summary_kind(text: str) -> str:
    """Refuse an unknown kind of summary."""
    return check_choice(text, SUMMARY_KINDS, "a kind of summary")


def check_percentage_base(text: str) -> str:
    """Refuse anything a percentage cannot be taken of."""
    return check_choice(text, PERCENTAGE_BASES, "what a percentage can be taken of")


def parse_bound(value: Any) -> Any:
    """Return a bound as a number or an ISO date; refuse other values."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise rule_error("is no bound", "Write a number, or for a date a day such as 2020-01-31")
    return value if isinstance(value, str) else float(value)


def check_factor(number: float) -> float:
    """Refuse a factor that is not positive and finite."""
    if not 0 < number < float("inf"):
        raise rule_error(
            f"is {number:g}, which no unit can be worth", "Write how much one of it makes in the field's unit"
        )
    return number


def check_not_empty(items: list[str]) -> list[str]:
    """Refuse an empty list."""
    if not items:
        raise rule_error("is an empty list", 'List the words, for instance ["yes", "no"], or remove the line')
    return items


def check_no_semicolon(text: str) -> str:
    """Refuse a word with a semicolon or a line break, which separate answers."""
    if ";" in text or "\n" in text:
        raise rule_error(f'"{text}" has a semicolon or a line break', "Take it out: a semicolon parts several answers")
    return text


FormKey = Annotated[NonEmptyText, AfterValidator(check_key)]
FieldKey = Annotated[FormKey, AfterValidator(check_not_reserved)]
FieldType = Annotated[NonEmptyText, AfterValidator(check_field_type)]
SummaryKind = Annotated[NonEmptyText, AfterValidator(check_summary_kind)]
PercentageBase = Annotated[NonEmptyText, AfterValidator(check_percentage_base)]
FieldBound = Annotated[Any, BeforeValidator(parse_bound)]
UnitFactor = Annotated[float, AfterValidator(check_factor)]
AnswerWord = Annotated[NonEmptyText, AfterValidator(check_no_semicolon)]
AnswerWords = Annotated[list[AnswerWord], AfterValidator(check_not_empty)]


class FormTable(StrictTable):
    """``[form]``."""

    title: NonEmptyText


class LevelTable(StrictTable):
    """One ``[[level]]``."""

    key: FormKey
    label: NonEmptyText | None = None
    help: str = ""
    count: FormKey | None = None


class GroupTable(StrictTable):
    """One item of a field's ``groups``."""

    label: NonEmptyText
    at_least: float | None = Field(default=None, alias="from")
    below: float | None = None


class FieldTable(StrictTable):
    """One ``[[field]]``."""

    key: FieldKey
    level: FormKey
    type: FieldType
    label: NonEmptyText | None = None
    unit: NonEmptyText | None = None
    units: dict[str, UnitFactor] = Field(default_factory=dict)
    min: FieldBound | None = None
    max: FieldBound | None = None
    choices: AnswerWords | None = None
    unknown: AnswerWords | None = None
    groups: list[GroupTable] = Field(default_factory=list)
    required: bool = False
    help: str = ""


class SummaryTable(StrictTable):
    """One ``[[summary]]``."""

    key: FormKey
    title: NonEmptyText
    kind: SummaryKind
    field: FormKey | None = None
    by: FormKey | None = None
    event: NonEmptyText | None = None
    of: PercentageBase | None = None
    figure: bool = False
    note: str = ""


class FormFile(StrictTable):
    """The whole of extraction.toml: only which tables are allowed; each table is validated by itself."""

    form: FormTable | None = None
    level: list[Any] = Field(default_factory=list)
    field: list[Any]
    summary: list[Any] = Field(default_factory=list)


FORM_TABLES: Final[dict[str, type[BaseModel]]] = {
    "": FormFile,
    "form": FormTable,
    "level": LevelTable,
    "field": FieldTable,
    "groups": GroupTable,
    "summary": SummaryTable,
}
"""The shape of each table by its name; "" is the file itself."""

FORM_REMEDIES: Final = {
    ("field",): "Add a [[field]] for each question of the form",
    ("form", "title"): "Give the form a title, or remove [form]",
    ("level", "key"): 'Add a key, for instance key = "patient"',
    ("field", "key"): 'Add a key that never changes, for instance key = "dose"',
    ("field", "level"): 'Say at which level it is asked, for instance level = "report"',
    ("field", "type"): f"Add a type: {', '.join(FIELD_TYPES)}",
    ("field", "groups", "label"): 'Name the group as it is to be printed, for instance label = "under 10"',
    ("summary", "key"): 'Add a key, for instance key = "survival_by_trigger"',
    ("summary", "title"): "Add the title as it is to be printed",
    ("summary", "kind"): f"Add a kind: {', '.join(SUMMARY_KINDS)}",
}
"""What to do where something is absent."""


STARTER_FORM: Final = """\
# The data-extraction form. Check it at any time with: harvester check
# Make tables to fill in:  harvester extract template -o extraction.xlsx
# Take them in:            harvester extract import extraction.xlsx --reviewer NAME
# See the results:         harvester extract summary

[form]
title = "Data extraction"

# [[level]]: what a row represents. The first is the report; then come those in it: patients, arms, their outcomes.

[[level]]
key = "report"                  # one row for each included report
label = "Report"

[[level]]
key = "arm"                     # rows in a report, with a number or short name each; "patient" for case reports
label = "Arm"
count = "participants"          # the field that says how many people a row represents; omit it for one each

# [[field]]: a question of the form. type is text, integer, decimal, choice, multi-choice, date, yes-no or age.
# An age may be entered as 22 months or 3 weeks; it becomes years. An empty cell means that the report does not say.

[[field]]
key = "design"                  # never changes: answers are known by it
level = "report"
label = "Study design"
type = "choice"
choices = ["randomised trial", "cohort", "case series", "case report", "other"]
required = true                 # an empty cell is a mistake
help = "As the authors did it, not as they call it."

[[field]]
key = "country"
level = "report"
label = "Country"
type = "text"

[[field]]
key = "participants"
level = "arm"
label = "Participants"
type = "integer"
min = 1
max = 100000

[[field]]
key = "age"
level = "arm"
label = "Age"
type = "age"
max = 120                       # years
groups = [                      # spans a summary may be parted by
  { label = "under 18", below = 18 },
  { label = "18 and over", from = 18 },
]
help = "Of the patient; of a group, its mean or median."

[[field]]
key = "dose"
level = "arm"
label = "Dose"
type = "decimal"
unit = "mg/day"
units = { "g/day" = 1000 }      # an answer such as 2 g/day becomes 2000
min = 0

[[field]]
key = "survival"
level = "arm"
label = "Survival"
type = "choice"
choices = ["survived", "died"]
unknown = ["unknown"]           # words for "the report does not say": counted in a row of their own

# [[summary]]: tables of harvester extract summary. kind is
#   size         reports, rows and people
#   median       median, quartiles and range of a number
#   frequency    how often each choice was made: n (%)
#   proportion   n/N (%) with the 95 % interval of Wilson, of those of whom it is known

[[summary]]
key = "size"
title = "Reports and participants"
kind = "size"

[[summary]]
key = "designs"
title = "Study designs"
kind = "frequency"
field = "design"

[[summary]]
key = "ages"
title = "Age"
kind = "median"
field = "age"

[[summary]]
key = "survival_by_age"
title = "Survival by age group"
kind = "proportion"
field = "survival"
event = "survived"
by = "age"
figure = true                   # draw it too
"""

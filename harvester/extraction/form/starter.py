"""The form that a new review begins with: accepted as it stands, commented, to be changed."""

from __future__ import annotations

from typing import Final

STARTER_FORM: Final = """\
# The data-extraction form. Check it at any time with: harvester check
# Make tables to fill in:  harvester extract template -o extraction.xlsx
# Take them in:            harvester extract import extraction.xlsx --reviewer NAME
# See the results:         harvester extract summary

[form]
title = "Data extraction"

# [[level]]: what a row stands for. The first is the report; what is in it follows: patients, arms, then their outcomes.

[[level]]
key = "report"                  # one row for each included report
label = "Report"

[[level]]
key = "arm"                     # rows in a report, told apart by a number or short name; "patient" for case reports
label = "Arm"
count = "participants"          # the field that says how many people a row stands for; leave it away for one each

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

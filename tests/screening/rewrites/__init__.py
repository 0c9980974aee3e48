"""What each tool makes of a file it imports and exports again, as measured on the tools' own exports of known records.

Not their code and not all they do: which tags survive, under which name, and what is glued, joined, cut or dropped.
"""

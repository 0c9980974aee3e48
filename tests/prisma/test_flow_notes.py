"""Notes of the flow are codes with sentences: every code has its sentence."""

from __future__ import annotations

from harvester.prisma import NoteKind, compute_flow, flow_from_json, flow_to_json
from harvester.prisma.count import EQUATION_TERMS
from harvester.prisma.flow_notes import CONTRADICTIONS, TERM_NOTES
from tests.prisma.flow_inputs import hand_made

COMPUTED = {
    NoteKind.EXCLUDED_BY_AUTOMATION, NoteKind.RELINKED_STUDIES, NoteKind.NOT_FINAL, NoteKind.ADJUSTMENTS,
}  # fmt: skip
COUNTED = {NoteKind.RECONSIDERED, NoteKind.REPEATS, NoteKind.SHARED}
"""Kinds whose number is no term of the flow."""


def test_every_kind_of_note_has_one_sentence() -> None:
    assert {*TERM_NOTES, *CONTRADICTIONS, *COMPUTED} == set(NoteKind)
    assert len(TERM_NOTES) + len(CONTRADICTIONS) + len(COMPUTED) == len(NoteKind)


def test_a_note_on_a_term_is_named_as_the_term() -> None:
    assert {str(kind) for kind in TERM_NOTES if kind not in COUNTED} <= set(EQUATION_TERMS)


def test_the_json_has_sentences_and_beside_them_their_codes() -> None:
    flow = compute_flow(hand_made())
    document = flow_to_json(flow, as_of="", layout="")
    assert document["notes"] == [note.text for note in flow.notes]
    assert document["note_kinds"] == [str(note.kind) for note in flow.notes]
    assert flow_from_json(document).notes == flow.notes

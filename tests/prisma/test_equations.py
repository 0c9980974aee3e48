"""The equations notice a wrong number, and none of PRISMA's is forgotten."""

from __future__ import annotations

import pytest

from harvester.prisma import Template, compute_flow, equations
from harvester.prisma.boxes import BOX_BY_KEY
from tests.prisma.flow_inputs import hand_made

ALL = equations.applicable_equations(Template("updated", "databases and other"), meta_analysis=True)


def test_an_equation_that_does_not_hold_says_both_sides() -> None:
    (check,) = equations.check_equations(["N1 a = b + c − d"], {"a": 5, "b": 3, "c": 3, "d": 2})
    assert (check.left, check.right, check.ok) == (5, 4, False)


def test_an_inequality_holds_when_left_is_smaller() -> None:
    smaller, larger = equations.check_equations(["N3 a ≤ b", "N3 b ≤ a"], {"a": 1, "b": 2})
    assert smaller.ok
    assert not larger.ok


def test_an_unknown_name_in_an_equation_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        equations.check_equations(["I1 nonsense = 0"], {})


@pytest.mark.parametrize(
    "name", ["I1", "I3", "I4", "S1", "S2", "R1", "R2", "R3", "O1", "O2", "O3", "O4", "N1", "N2", "N3", "T1", "T2", "T3"]
)
def test_every_equation_of_the_specification_is_checked(name: str) -> None:
    assert any(equation.startswith(f"{name} ") for equation in ALL)


@pytest.mark.parametrize("key", sorted(BOX_BY_KEY))
def test_every_box_stands_in_an_equation_that_fails_when_its_number_is_wrong(key: str) -> None:
    assert any(key in equation.split() for equation in ALL)


def test_a_flow_without_other_methods_has_no_equations_for_them() -> None:
    template = Template("new", "databases")
    assert not any(
        equation.startswith("O") for equation in equations.applicable_equations(template, meta_analysis=False)
    )


def test_the_checks_of_a_flow_are_its_applicable_equations() -> None:
    flow = compute_flow(hand_made())
    told = [check.equation for check in flow.checks]
    assert told == list(equations.applicable_equations(flow.template, meta_analysis=False))

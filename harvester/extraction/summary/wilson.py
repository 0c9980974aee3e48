"""The interval of a proportion, by the score method of Wilson (J Am Stat Assoc 1927;22:209-12).

With p = n/N and z the 97.5th centile of the normal distribution, the bounds are

    (p + z²/2N ± z √(p(1-p)/N + z²/4N²)) / (1 + z²/N)

It never leaves 0 to 1 and holds for the small numbers of case reports (Newcombe, Stat Med 1998;17:857-72, method 3).
"""

from __future__ import annotations

from math import sqrt
from typing import Final

Z: Final = 1.959963984540054
"""The 97.5th centile of the standard normal distribution: 95 % lie within it on both sides."""


def wilson_interval(n: int, total: int) -> tuple[float, float] | None:
    """The 95 % interval of n out of total, as shares from 0 to 1; None where there is nobody.

    Raises ``ValueError`` for a share that cannot be.
    """
    if total == 0:
        return None
    if not 0 <= n <= total:
        raise ValueError(f"{n} out of {total} is no share")
    share = n / total
    middle = share + Z**2 / (2 * total)
    half = Z * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    denominator = 1 + Z**2 / total
    low = 0.0 if n == 0 else (middle - half) / denominator
    high = 1.0 if n == total else (middle + half) / denominator
    return low, high

"""Changes to review.toml that leave its comments, order and layout alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def append_exclusion_reasons(text: str, reasons: Sequence[str]) -> str:
    """The text of a review.toml with these reasons at the end of ``screening.exclusion_reasons``.

    Those it lists already are not listed twice. The text must be valid TOML: it has been loaded before.
    """
    import tomlkit
    from tomlkit.items import Array

    document = tomlkit.parse(text)
    screening = document.setdefault("screening", tomlkit.table())
    if not isinstance(screening.get("exclusion_reasons"), Array):
        screening["exclusion_reasons"] = tomlkit.array()
    reason_list = screening["exclusion_reasons"]
    for reason in reasons:
        if reason not in reason_list:
            reason_list.append(reason)
    return tomlkit.dumps(document)

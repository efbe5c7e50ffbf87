"""Why an episode is not in a dataset, in words."""

from __future__ import annotations

_WHOLE = {
    "not_labelled": "not labelled yet",
    "set_aside": "set aside by you",
    "duplicate_example": "said word for word by another example",
    "tied_to_held_out": "a thread or copy of it is held out",
    "sought_out_and_tied_to_held_out": "sought out on purpose, and it or its thread is held out",
}

_PART = {
    "outcome_unknown": "how it went is open",
    "no_response": "you did nothing that is known",
    "no_outcome_text": "nothing is known of what followed",
    "no_advice_or_what_helped": "you wrote neither advice nor what helped (which counts unless it ended badly)",
    "empty": "nothing would be said",
}


def in_words(reason: str) -> str:
    """`advice_no_advice_or_what_helped` → `advice: you wrote neither advice nor what …`."""
    if reason in _WHOLE:
        return _WHOLE[reason]
    for ending, words in _PART.items():
        if reason.endswith(f"_{ending}"):
            return f"{reason.removesuffix(f'_{ending}')}: {words}"
    return reason.replace("_", " ")

"""What is said in the corner of the screen: each thing once, however often its key is pressed."""

from __future__ import annotations

from textual.app import App
from textual.notifications import SeverityLevel


class Corner(App[None]):
    """An app whose notifications do not pile up."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something in a corner for a while; what stands there already is not said twice."""
        if not any(one.message == message for one in self._notifications):
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

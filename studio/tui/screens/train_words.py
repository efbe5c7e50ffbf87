"""What the teach screen says: the choice, the estimate, how a run goes and how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from studio.core.child import Message
from studio.store.runs import Run
from studio.train.models import BaseModel
from studio.train.plan import Estimate
from studio.tui.plain import one_line, plain_line
from studio.tui.theme import MARK_STYLES, MARKS

STATE_MARKS = {"running": "partly", "done": "done", "stopped": "done", "failed": "failed", "interrupted": "needs_you"}


def choice_line(dataset: str | None, model: BaseModel | None, preset: str, epochs: int) -> Content:
    """The three things chosen, each with its key."""
    if dataset is None:
        return Content.styled("Nothing is packed yet. Pack a dataset first: g p.", "$text-muted")
    named = (
        plain_line(f"{model.name}{' (a toy)' if model.toy else ''}", 30)
        if model
        else Content("none yet: t makes the toy")
    )
    return Content.assemble(
        Content.styled("d ", "$text-accent"), plain_line(dataset, 24), Content("   "),
        Content.styled("m ", "$text-accent"), named, Content("   "),
        Content.styled("p ", "$text-accent"), Content(f"{preset}, {epochs} epochs"),
    )  # fmt: skip


def estimate_line(needed: Estimate) -> str:
    """Examples, minutes and memory."""
    seconds = needed.seconds
    duration = f"{max(1, round(seconds))} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    fits = "" if needed.fits else "  ✕ does not fit"
    return (
        f"{needed.examples} examples · about {duration} · "
        f"{needed.total_bytes / 2**30:.1f} of {needed.memory_bytes / 2**30:.0f} GB{fits}"
    )


def now_line(events: Sequence[Message]) -> Content:
    """Where a run stands, from its events."""
    last = {event["event"]: event for event in events}
    if "done" in last:
        return _ended(last["done"])
    if "stopped" in last:
        why = str(last["stopped"].get("message") or "stopped")
        return Content.assemble(Content.styled("✕ ", MARK_STYLES["failed"]), plain_line(why, 200))
    if "train" not in last:
        return (
            Content("Reading the model and measuring what it knows untuned …") if "plan" not in last else Content("…")
        )
    step = last["train"]
    loss = "not a number" if step["loss"] is None else f"{step['loss']:.3f}"
    held = f" · held-out {last['valid']['loss']:.3f}" if "valid" in last else ""
    warning = f"\n▲ {one_line(str(last['warning']['message']), 110)}" if "warning" in last else ""
    pace = f"{step['tokens_per_second']:,.0f} tokens/s · {_span(step['seconds_left'])} left"
    return Content(f"step {step['iteration']}/{step['iterations']} · loss {loss}{held} · {pace}{warning}")


def _ended(done: Message) -> Content:
    base, tuned, kind = done["base_test_loss"], done["test_loss"], "test"
    if base is None or tuned is None:
        base, tuned, kind = done["base_valid_loss"], done["best_valid_loss"], "held-out"
    if base is None or tuned is None:
        return Content("✓ Kept. Nothing was held out, so nobody knows whether it is better.")
    how = {"user": "stopped by you", "patience": "stopped: no longer getting better"}.get(
        done["stopped_by"], "finished"
    )
    if tuned < base:
        words = f"{kind} loss {base:.3f} untuned → {tuned:.3f} tuned: better, {how}. Ask it something: Ctrl+T."
        return Content.assemble(Content.styled("✓ ", MARK_STYLES["done"]), words)
    words = f"{kind} loss {base:.3f} untuned → {tuned:.3f} tuned: not better, {how}. That is a result."
    return Content.assemble(Content.styled("▲ ", MARK_STYLES["needs_you"]), words)


def run_line(run: Run, width: int, stale: str | None = None) -> Content:
    """One run of the list; `stale` says why it is not asked unless that is allowed."""
    mark = "needs_you" if stale else STATE_MARKS[run.state]
    result = run.result or {}
    base, best = result.get("base_valid_loss"), result.get("best_valid_loss")
    losses = f"{base:.3f} → {best:.3f}" if base is not None and best is not None else "–"
    began = run.started_at.astimezone().strftime("%d %b %H:%M")
    words = f" {began}  {run.state:<11} {losses:<17} {one_line(run.dataset, 18)} · {one_line(run.model, 30)}"
    words += f"  stale: {stale}" if stale else ""
    return Content.assemble(Content.styled(MARKS[mark], MARK_STYLES[mark]), plain_line(words.rstrip(), max(20, width)))


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"

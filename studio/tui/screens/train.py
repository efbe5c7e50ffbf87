"""Room 7, teach: choose what to learn from and what to teach, watch the curve against the line to beat, stop by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual_plotext import PlotextPlot

from studio.core.child import Message as Event
from studio.core.errors import StudioError
from studio.core.progress import Report, Step, Stop
from studio.store.runs import Run
from studio.train.models import BaseModel, list_models
from studio.train.plan import Estimate
from studio.train.spec import EPOCHS, Preset, RunResult, RunSpec
from studio.train.toy import make_toy
from studio.tui.plain import one_line
from studio.tui.screens.room import RoomScreen
from studio.tui.screens.train_words import choice_line, estimate_line, now_line, run_line

JOB, TOY_JOB = "train", "toy"
PRESETS: tuple[Preset, ...] = ("quick", "standard", "thorough")


class LossCurve(PlotextPlot):
    """Training loss, held-out loss, and the untuned model's held-out loss as the line to beat."""

    def draw(self, events: Sequence[Event]) -> None:
        """Plot the events of a run."""
        plot = self.plt
        plot.clear_figure()
        trained = [(e["iteration"], e["loss"]) for e in events if e["event"] == "train" and e["loss"] is not None]
        valid = [(e["iteration"], e["loss"]) for e in events if e["event"] == "valid"]
        base = next((e["base_valid_loss"] for e in events if e["event"] == "plan"), None)
        if trained:
            plot.plot(*map(list, zip(*trained, strict=True)), marker="braille", color="gray")
        if valid:
            plot.scatter(*map(list, zip(*valid, strict=True)), marker="●", color="orange")
        if base is not None and (trained or valid):
            last = max(x for x, _ in (*trained, *valid))
            plot.plot([0, last], [base, base], marker="─", color="white")
        if trained or valid:
            last = max(x for x, _ in (*trained, *valid))
            plot.xticks(sorted({round(last * part / 4) for part in range(5)}))
        self.border_subtitle = f"to beat: {base:.3f}" if base is not None else ""
        self.refresh()


class TrainScreen(RoomScreen):
    """Choice, estimate, curve, where it stands, and the runs so far."""

    CSS_PATH = "train.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "Start", id="train.start", tooltip="Teach the model what is in the dataset"),
        Binding("x", "stop", "Stop", id="train.stop", tooltip="Finish the step, keep the best, end"),
        Binding("d", "dataset", "Dataset", id="train.dataset", tooltip="Choose the next dataset"),
        Binding("m", "model", "Model", id="train.model", tooltip="Choose the next base model"),
        Binding("p", "preset", "Preset", id="train.preset", tooltip="quick, standard, thorough"),
        Binding("t", "toy", "Make the toy", id="train.toy", tooltip="Make a tiny model on the spot, to try things"),
    ]

    choice = getters.query_one("#train-choice", Static)
    estimate = getters.query_one("#train-estimate", Static)
    curve = getters.query_one("#train-curve", LossCurve)
    standing = getters.query_one("#train-now", Static)
    run_list = getters.query_one("#train-runs", OptionList)

    def __init__(self) -> None:
        super().__init__()
        self._datasets: list[str] = []
        self._models: list[BaseModel] = []
        self._runs: list[Run] = []
        self._dataset = 0
        self._model = 0
        self._preset = 0
        self._shown: str | None = None

    def compose_room(self) -> ComposeResult:
        """From what is asked to what came of it."""
        yield Static(id="train-choice")
        yield Static(id="train-estimate")
        curve = LossCurve(id="train-curve")
        curve.border_title = "loss, nats per token:  ⠒ training   ● held-out   ─ untuned"
        yield curve
        yield Static(id="train-now")
        runs = OptionList(id="train-runs", markup=False, classes="card")
        runs.border_title = "runs"
        yield runs

    def on_mount(self) -> None:
        """Hear what runs say, also of those started elsewhere."""
        studio = self.studio
        self._leave = studio.supervisor.subscribe(lambda run_id, event: studio.call_later(self._told, run_id, event))

    def on_unmount(self) -> None:
        """Stop listening; the run goes on."""
        self._leave()

    def refresh_room(self) -> None:
        """Datasets, models and runs as they are now."""
        self._datasets = [dataset.name for dataset in self.studio.store.datasets.all()]
        self._models = list_models(self.studio.home)
        self._runs = self.studio.store.runs.all()
        self._shown = self.studio.supervisor.running or self._shown or (self._runs[0].id if self._runs else None)
        self._show_choice()
        self._list_runs()
        self._show_run()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only keys that act here and now are shown."""
        del parameters
        busy = self.studio.supervisor.running is not None or JOB in self.studio.jobs.running
        match action:
            case "start":
                return not busy and bool(self._datasets) and bool(self._models)
            case "stop":
                return busy
            case "dataset":
                return len(self._datasets) > 1
            case "model":
                return len(self._models) > 1
            case "toy":
                return TOY_JOB not in self.studio.jobs.running and not any(m.name == "tiny" for m in self._models)
        return True

    def _spec(self) -> RunSpec | None:
        if not self._datasets or not self._models:
            return None
        dataset, model = self._datasets[self._dataset], self._models[self._model]
        return RunSpec(dataset, model.name, PRESETS[self._preset])

    def _show_choice(self) -> None:
        self._dataset = min(self._dataset, max(0, len(self._datasets) - 1))
        self._model = min(self._model, max(0, len(self._models) - 1))
        preset = PRESETS[self._preset]
        dataset = self._datasets[self._dataset] if self._datasets else None
        model = self._models[self._model] if self._models else None
        self.choice.update(choice_line(dataset, model, preset, EPOCHS[preset]))
        spec = self._spec()
        self.estimate.update("" if spec else "A base model is needed: t makes a toy here, or `studio models add`.")
        if spec is not None:
            self._weigh(spec)

    @work(thread=True, exclusive=True, group="estimate")
    def _weigh(self, spec: RunSpec) -> None:
        try:
            needed: Estimate | StudioError = self.studio.supervisor.plan(spec)
        except StudioError as problem:
            needed = problem
        if self.is_attached and self._spec() == spec:
            text = estimate_line(needed) if isinstance(needed, Estimate) else one_line(needed.message, 200)
            self.studio.call_from_thread(self.estimate.update, text)

    def _list_runs(self) -> None:
        self.run_list.display = bool(self._runs)
        self.run_list.clear_options()
        width = max(40, self.size.width - 8)
        stale = self.studio.store.stale.reasons("run")
        self.run_list.add_options([Option(run_line(run, width, stale.get(run.id)), id=run.id) for run in self._runs])
        with self.prevent(OptionList.OptionHighlighted):
            shown = next((i for i, run in enumerate(self._runs) if run.id == self._shown), None)
            self.run_list.highlighted = shown

    def _show_run(self) -> None:
        events = self.studio.supervisor.so_far(self._shown) if self._shown else []
        self.curve.draw(events)
        if events:
            self.standing.update(now_line(events))
        elif self._spec():
            self.standing.update("Nothing taught yet. Press s to start.")
        else:
            self.standing.update("")

    @on(OptionList.OptionHighlighted, "#train-runs")
    def _other_run(self, event: OptionList.OptionHighlighted) -> None:
        self._shown = event.option.id
        self._show_run()

    def _told(self, run_id: str, event: Event) -> None:
        if not self.is_attached:
            return
        if event["event"] in {"plan", "ended"}:
            self.refresh_room()
        elif run_id == self._shown:
            self._show_run()

    def action_start(self) -> None:
        """Teach in the background; the room may be left."""
        spec = self._spec()
        if spec is None:
            return
        supervisor = self.studio.supervisor

        def teach(report: Report, stop: Stop) -> RunResult:
            def tell(event: Event) -> None:
                if event["event"] == "train":
                    report(Step(event["iteration"], event["iterations"], "Teaching", event["seconds_left"]))

            return supervisor.see_through(supervisor.start(spec), tell, stop)

        self._shown = None
        self.studio.jobs.start(JOB, f"Teaching {one_line(spec.model, 20)}", teach)
        self.standing.update("Starting …")
        self.refresh_bindings()

    def action_stop(self) -> None:
        """Finish the step, keep the best, end."""
        if running := self.studio.supervisor.running:
            self.studio.supervisor.stop(running)
            self.standing.update("Stopping: the step is finished and the best adapter kept …")

    def action_dataset(self) -> None:
        """Choose the next dataset."""
        self._dataset = (self._dataset + 1) % max(1, len(self._datasets))
        self._show_choice()

    def action_model(self) -> None:
        """Choose the next base model."""
        self._model = (self._model + 1) % max(1, len(self._models))
        self._show_choice()

    def action_preset(self) -> None:
        """Choose the next preset."""
        self._preset = (self._preset + 1) % len(PRESETS)
        self._show_choice()

    def action_toy(self) -> None:
        """Make the toy in the background."""
        home = self.studio.home
        self.studio.jobs.start(
            TOY_JOB, "Making the toy", lambda report, stop: make_toy(home, report=report, stop=stop)
        )  # fmt: skip
        self.estimate.update("Making the toy: under a minute …")
        self.refresh_bindings()

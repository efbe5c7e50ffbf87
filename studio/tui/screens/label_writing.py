"""Writing at the label screen: free texts, topics, the reason of a flag, and advice drafted from one's own record."""

from __future__ import annotations

from textual import on

from studio.tui.screens.label_desk import LabelDesk
from studio.tui.widgets.label_entry import TopicRow
from studio.tui.widgets.text_editor import TextEditor, writable

FLAG_REASON = "flag"
"""What the editor calls the reason of a flag; it is no label field."""


class LabelWriting(LabelDesk):
    """The actions that open the editor, and what is kept of it: drafts go to disk as they are typed."""

    _offered = ""
    """What stood in the editor when it opened and was not typed by the person now."""

    def action_flag(self) -> None:
        """Flag at once; on one flagged already, ask why."""
        sat = self.sitting
        if sat is None or sat.view is None:
            return
        episode_id = sat.view.episode.id
        if sat.queue.is_flagged(episode_id):
            why = sat.drafts.get(FLAG_REASON) or sat.journal.flag_reason(episode_id)
            self._offered = sat.journal.flag_reason(episode_id)
            self.pane.editor.ask(FLAG_REASON, "why come back to it? empty takes the flag off", why)
        else:
            sat.flag()
            self._paint_said()

    def action_write(self, field: str) -> None:
        """Open the editor for advice, what helped, what would have been better, or a note; a draft left is there."""
        sat = self.sitting
        if sat is None or sat.view is None or sat.scheme is None:
            return
        text = sat.drafts.get(field)
        if text is None:
            text = str(sat.shown.get(field) or "")
        drafted = sat.drafted_advice() if field == "advice" and not text else None
        self._offered = writable(drafted.text) if drafted is not None else ""
        question = sat.scheme.words.get(field, field.replace("_", " "))
        if drafted is not None:
            self.pane.editor.ask(field, f"from your record: {drafted.because}", drafted.text)
            self.pane.editor.select_all()
        else:
            self.pane.editor.ask(field, question, text)

    def action_take_advice(self) -> None:
        """Keep the advice drafted from one's own record as it is."""
        sat = self.sitting
        if sat is None or sat.view is None:
            return
        if sat.hidden:
            self.notify("Hidden while you read it a second time.", timeout=3)
            return
        if sat.shown.get("advice") or sat.drafts.get("advice"):
            self.notify("You wrote advice here already; what you wrote stays.", timeout=4)
            return
        drafted = sat.drafted_advice()
        if drafted is None:
            self.notify("Too few labelled ones are like this to draft advice from.", timeout=4)
            return
        sat.write("advice", drafted.text)
        self._paint_said()

    def action_topics(self) -> None:
        """Open the row of topics."""
        sat = self.sitting
        if sat is None or sat.scheme is None:
            return
        row = self.pane.topics
        row.display = True
        row.show(sat.scheme.topics, sat.shown.get("topics") or ())
        row.focus()

    @on(TextEditor.Kept)
    def _keep_text(self, event: TextEditor.Kept) -> None:
        sat = self.sitting
        if sat is not None and sat.view is not None:
            if event.field == "topic":
                topic = event.text.strip()
                if topic and topic not in (sat.shown.get("topics") or ()):
                    sat.toggle_topic(topic)
            elif event.field == FLAG_REASON:
                sat.flag(event.text)
                sat.keep_draft(FLAG_REASON, "")
            else:
                sat.write(event.field, event.text)
                sat.keep_draft(event.field, "")
        self.pane.close(self.pane.editor)
        self._paint_said()

    @on(TextEditor.Draft)
    def _keep_draft(self, event: TextEditor.Draft) -> None:
        sat = self.sitting
        if sat is not None and event.field != "topic":
            unchanged = event.text.strip() in (str(sat.shown.get(event.field) or ""), self._offered.strip())
            sat.keep_draft(event.field, "" if unchanged else event.text)

    def leaving(self) -> None:
        """Keep what is being typed: the studio closes."""
        editor = self.pane.editor
        if editor.display:
            self._keep_draft(TextEditor.Draft(editor.field, editor.text))

    @on(TextEditor.Left)
    def _leave_draft(self, event: TextEditor.Left) -> None:
        self._keep_draft(TextEditor.Draft(event.field, event.text))
        self.pane.close(self.pane.editor)
        self._paint_said()

    @on(TopicRow.Toggled)
    def _topic(self, event: TopicRow.Toggled) -> None:
        if self.sitting is not None:
            self.sitting.toggle_topic(event.value)
            self._paint_said()

    @on(TopicRow.Closed)
    def _topics_done(self) -> None:
        self.pane.close(self.pane.topics)

    @on(TopicRow.OwnAsked)
    def _own_topic(self) -> None:
        self.pane.close(self.pane.topics)
        self.pane.editor.ask("topic", "a topic of your own", "", later=False)

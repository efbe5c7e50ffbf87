"""The table of formats in the README, from what each format says of itself: `python -m studio.help.formats`."""

from __future__ import annotations

from pathlib import Path

from studio.ingest.formats import IMPORTERS

BEGIN, END = "<!-- formats: python -m studio.help.formats -->", "<!-- end of formats -->"
KINDS = {"chat": "Chats", "journal": "Journals and notes", "fitness": "Training, body, sleep and food"}


def table() -> str:
    """A Markdown table per kind of record."""
    parts = []
    for kind, title in KINDS.items():
        rows = [
            f"| **{one.LABEL}** `{one.NAME}` | {one.HOW_TO_EXPORT} | {one.READS} | {one.LEAVES_OUT} |"
            for one in IMPORTERS
            if kind == one.KIND
        ]
        head = ["| format | how to export it | what is read | what is not |", "|---|---|---|---|"]
        parts.append("\n".join([f"**{title}**", "", *head, *rows]))
    return "\n\n".join(parts)


def written_into(readme: str) -> str:
    """A README with the table between its marks as it should be."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Write the table into the README of this checkout."""
    path = Path(__file__).resolve().parents[2] / "README.md"
    path.write_text(written_into(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

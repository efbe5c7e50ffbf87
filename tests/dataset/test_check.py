from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.dataset.check import check

GOOD = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "not JSON at column"),
        ("[1]", "not a JSON object"),
        ("{}", "neither messages"),
        ('{"messages": []}', "no list of turns"),
        ('{"messages": [3]}', "turn 1 is no object"),
        ('{"messages": [{"role": "bot", "content": "x"}]}', "role 'bot'"),
        ('{"messages": [{"role": "user", "content": " "}]}', "turn 1 (user) is blank"),
        ('{"messages": [{"role": "user", "content": "x"}]}', "last turn is user"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "no user turn"),
        (
            '{"messages": [{"role": "user", "content": "x"}, {"role": "system", "content": "x"}]}',
            "turn 2 is a system turn",
        ),
        ('{"prompt": "x"}', "completion is blank"),
        ('{"text": 4}', "text is blank"),
        ("[" * 50_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n" + line + "\n")
    made = check(path)
    assert made.good == 1
    assert [bad.line for bad in made.bad] == [3]
    assert named in made.bad[0].reason


def test_shapes_and_repeats_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    rows = [GOOD, GOOD, {"prompt": "a", "completion": "b"}, {"text": "c"}]
    path.write_bytes(b"\xef\xbb\xbf" + "".join(json.dumps(row) + "\n" for row in rows).encode() + b"\xff\n")
    made = check(path)
    assert (made.good, made.repeated, made.shapes) == (4, 1, {"completions": 1, "messages": 2, "text": 1})
    assert made.bad[0].reason == "not UTF-8"


def test_a_file_without_an_example_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with pytest.raises(InputError, match="cannot be read"):
        check(path)
    path.write_text("{}\n")
    with pytest.raises(InputError, match="holds no example"):
        check(path)

"""An intake takes little memory, and gives back what it did not take."""

from __future__ import annotations

from studio.core.paths import Home
from studio.store import Store

SORTED = """SELECT max(place) FROM (SELECT row_number() OVER (ORDER BY hash(i), repeat('x', 200) || i) AS place
    FROM range(200_000) t(i))"""


def test_after_an_intake_the_record_may_sort_more_than_an_intake_may_hold(home: Home) -> None:
    with Store.open(home) as store:
        for _ in range(3):
            with store.intake("s"):
                pass
        with store.cursor() as cursor:
            cursor.execute("SET temp_directory = ''")
            assert cursor.execute(SORTED).fetchone() == (200_000,)

"""Who is who and what is where: every invented name, with the kind of thing a scrubber should take it for."""

from __future__ import annotations

from datetime import date

ME = "Tom"
HER = "Ingrid"
FIRST_DAY = date(2025, 9, 1)
LAST_DAY = date(2026, 2, 28)
SILENT_MONTH = "2025-12"
"""Plenty was written in it and nothing labelled."""
CLOCKS_BACK = date(2025, 10, 26)
"""British Summer Time ends at 02:00."""

CONSTANTS = {
    "boss": "Derek",
    "manager": "Bev",
    "his_mother": "Maureen",
    "her_mother": "Birgit",
    "sister": "Mette",
    "brother": "Declan",
    "plumber": "Kev",
    "landlord": "Okafor",
    "neighbour": "Jean",
    "therapist_short": "Helen",
    "cat": "Pelle",
    "firm": "Penhale Marsh",
    "agency": "Northcote Lettings",
    "agency_email": "lettings@northcote.example.com",
    "plumber_phone": "07700 900417",
    "surgery_phone": "0113 496 0182",
    "his_town": "Otley",
    "her_town": "Aarhus",
    "her_due": "23rd of December",
    "order": "DK-2291-7740",
    "booking": "YTL7KQ",
    "wifi": "PelleErSulten_2021",
    "age_neighbour": "79",
    "street": "Rowan Terrace",
}

SURFACES: dict[str, tuple[str, ...]] = {
    "PERSON": (
        "Tom", "Ingrid", "Derek", "Bev", "Maureen", "Birgit", "Mette", "Declan", "Kev", "Okafor", "Jean", "Helen",
        "Helen Ashworth", "Priya", "Hannah", "Luca", "Gareth", "Sanjay", "Imran", "Callum", "Steve",
        "Tamsin", "Femi", "Lorraine", "Alma", "Noah", "Søndergaard",
    ),
    "LOCATION": (
        "Leeds", "Otley", "Aarhus", "Bradford", "Keighley", "Harrogate", "York", "Skipton", "Wakefield", "Halifax",
        "Wetherby", "Whitby", "Scarborough", "Saltburn", "Robin Hood's Bay", "Ilkley Moor", "Otley Chevin",
        "Roundhay", "Bolton Abbey", "Golden Acre", "Almscliffe", "Hardcastle Crags", "Headingley", "Billund",
        "Skejby", "Sandsend",
    ),
    "ADDRESS": (
        "Otley Road", "Kirkgate", "Rowan Terrace", "17 Rowan Terrace", "Beck Lane", "Shaw Lane", "Weetwood Lane",
    ),
    "EMAIL": ("lettings@northcote.example.com", "tom.halloran@example.com"),
    "PHONE": ("07700 900417", "0113 496 0182", "0113 496 0144"),
    "ID": ("DK-2291-7740", "YTL7KQ"),
    "SECRET": ("PelleErSulten_2021",),
    "ORG": ("Penhale Marsh", "Northcote Lettings"),
    "AGE": ("79", "68", "71"),
    "HANDLE": ("@mette.strikker",),
    "URL": ("https://example.org/homes/",),
}  # fmt: skip
"""Entity type → every surface of it that was planted; dates written in texts are added as they are written."""

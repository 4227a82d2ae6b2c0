"""A document with every kind of block and every kind of awkward text, for the renderers."""

from __future__ import annotations

from datetime import date

from placement_check.records.blocks import (
    Block,
    Bullets,
    Callout,
    Document,
    Field,
    Figure,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Table,
    Tone,
)

LONG = "a1b2c3d4" * 40
HOSTILE = (
    "<script>alert(1)</script>",
    "</style></svg><img src=x onerror=alert(2)>",
    '"><b onmouseover="x">',
    "{{ 7*7 }}",
    "{% raw %}",
    '#import "secret.typ": *',
    "*bold* _it_ `code` $x$ @ref <label> // gone /* gone */",
    "\\ \\u{41} \\n ]",
    '#read("/etc/passwd")',
    "= Not a heading",
    "&amp; &lt;",
    "שלום עולם 123",
    "مرحبا بالعالم",
    "unicorn 🦄 中文",
    "bell\x07 and null\x00",
    "turned \u202e round",
    "no\ufffecharacter \ud800",
    "two\nlines\tand  spaces",
    LONG,
    "W" * 300,
    "e\u0301\u0323\u0301 soft\u00adhyphen",
    "]]>",
    "<!--",
    "%PDF",
    "",
)
SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" id="root" width="10" height="5"
 viewBox="0 0 200 100"><metadata><x xmlns="urn:x"/></metadata><defs><clipPath id="frame"><rect width="200" height="80"/>
</clipPath><circle id="dot" r="3"/></defs><g clip-path="url(#frame)"><rect width="200" height="80" fill="#eef"/>
<use xlink:href="#dot" x="40" y="40"/><use href="#dot" x="90" y="50" style="clip-path:url('#frame');font-family:Arial"/>
</g><line x1="10" y1="92" x2="60" y2="92" stroke="#000"/><text x="64" y="95" font-family="Arial" font-size="8">500 m
<tspan font-weight="bold">%s</tspan></text></svg>"""
WHAT = ("Recorded violence", "Licensed premises", "Nearest station", "Rivers and open water")


def figure(
    text: str = "Kernel reach", alt: str = "A plan: two places in a field, 200 metres apart."
) -> Figure:
    return Figure(SVG % text, alt, "Figure 1. The place and what lies around it.", 150)


def long_table(rows: int = 60) -> Table:
    columns = (
        "What was asked",
        "Measured",
        "95 % interval",
        "Against 1,204 neighbourhoods",
        "Grade",
        "Source",
    )
    return Table(
        "The profile, measure by measure",
        columns,
        tuple(
            (
                f"{WHAT[n % 4]}, measure {n}",
                f"{n * 1.7:.1f}",
                f"{n * 1.2:.1f} to {n * 2.1:.1f}",
                f"{(n * 37) % 100} of 100",
                "ABC"[n % 3],
                "Home Office street-level data, January 2023 to December 2023" if n % 5 == 0 else "FHRS",
            )
            for n in range(rows)
        ),
        numeric=(1, 2),
    )


def paper(*blocks, **changes) -> Document:
    """Return a document of these blocks with the usual covers."""
    covers = {
        "title": "What is known about 12 Example Row",
        "subtitle": "Location assessment for a planning committee",
        "reference": "PC-2024-06-30-0b1c",
        "day": date(2024, 6, 30),
        "digest": "ab" * 32,
        "marks": ("DRAFT", "FICTIONAL SAMPLE"),
        "footer": "Method 2026-1, data 2024-06. Not a judgement of any home.",
    }
    return Document(**(covers | changes), blocks=blocks)


def every_block() -> Document:
    """Return a document in which every kind of block stands, as a report uses them."""
    return paper(*_opening(), *_evidence())


def _opening() -> tuple[Block, ...]:
    return (
        Callout(
            Tone.HEADLINE,
            "Not rated",
            (
                Paragraph("Three of nine domains have no usable data, so no score is given."),
                Pairs(
                    (("Score", "none"), ("Completeness", "58 %"), ("Reference set", "1,204 neighbourhoods"))
                ),
            ),
        ),
        Callout(
            Tone.WARNING,
            "This method has not been back-tested",
            (Paragraph("A named professional must record a decision before this report is relied on."),),
        ),
        Heading(2, "Summary", "summary"),
        Paragraph(
            "This report describes documented features of a location. It does not assess a home or a "
            "child. It was made from open data, and every number says where it comes from."
        ),
        Paragraph(
            "Nothing in this report is evidence about the conduct of children at the home.", strong=True
        ),
        Bullets(
            ("Recorded violence is higher than in 71 of 100 neighbourhoods.", "No rail line within 300 m.")
        ),
        Callout(
            Tone.NOTE,
            "How to read the figures",
            (
                Bullets(
                    ("Counts are of records, not of harm.", "Intervals hold 95 times in 100."), numbered=True
                ),
            ),
        ),
        Heading(3, "What is absent", "absent"),
        Callout(
            Tone.MISSING,
            "No usable data for 3 domains",
            (Paragraph("No usable data: the layer has not been built. This is not evidence of low risk."),),
        ),
    )


def _evidence() -> tuple[Block, ...]:
    return (
        Heading(2, "The profile", "profile"),
        long_table(),
        Heading(3, "The surroundings", "surroundings"),
        Paragraph("The drawing shows the place and how far the measure reaches."),
        figure(),
        PageBreak(),
        Heading(2, "Matters for people", "people"),
        Heading(3, "Decision", "decision"),
        Heading(4, "By whom", "whom"),
        Field("Name and post of the decision-maker", "The person who answers for the placement.", 1),
        Field("What young people say about the area", "In their own words, where they agree.", 5),
        Heading(2, "Sources and versions", "sources"),
        Pairs((("Data", "2024-06-30, release 0b1c"), ("Method", "2026-1"), ("Digest", "ab" * 32))),
        Table(
            "Licences",
            ("Publisher", "Licence"),
            (("Home Office", "OGL v3.0"), ("ONS", "OGL v3.0")),
            widths=(2, 1),
        ),
    )


def hostile() -> Document:
    """Return a document with each awkward text in each place where a text can stand."""
    many = Bullets(HOSTILE)
    return paper(
        many,
        Bullets(HOSTILE, numbered=True),
        *(Paragraph(text, strong=n % 2 == 0) for n, text in enumerate(HOSTILE)),
        *(Heading(2, text or "-", f"h{n}") for n, text in enumerate(HOSTILE)),
        Table(
            HOSTILE[0] + LONG,
            (*HOSTILE[:3], LONG, "n", "m", "o"),
            tuple((t, t, t, t, t, t, t) for t in HOSTILE),
            numeric=(0, 4),
        ),
        Table("one cell longer than a page", ("What", "Text"), (("a", "word " * 2_000), (LONG, LONG))),
        Pairs(tuple((t, t) for t in HOSTILE)),
        figure("unicorn 🦄 &amp; &lt;b>", alt=" ".join(HOSTILE)),
        figure(LONG),
        *(Callout(tone, t, (Paragraph(t), many, Pairs(((t, t),)))) for tone in Tone for t in HOSTILE[:6]),
        Field(LONG, HOSTILE[1], 2),
        title=" ".join(HOSTILE[:4]),
        subtitle=HOSTILE[5] + LONG,
        reference=HOSTILE[2],
        marks=HOSTILE[:3],
        footer=" ".join(HOSTILE),
        digest=HOSTILE[2],
    )

"""What each rule of the layout is for, on pages made for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from extractor.layout import Block, Document, read_document
from extractor.layout.hyphens import Hyphens
from extractor.layout.links import describe

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=8, alignment=TA_JUSTIFY)
HEAD = ParagraphStyle("head", parent=BODY, fontName="Helvetica-Bold", fontSize=12, leading=15)
PLAIN_HEAD = ParagraphStyle("plain", parent=BODY)
LONG = (
    "The families had left the quarter in spring and came back when the fields were ripe, for nobody else would "
    "bring the harvest in. On the third evening the shelling began again, and it went on until the bridge was down. "
    "What was said of it afterwards in the capital had little to do with what the neighbours told us."
)

Set = Callable[..., Document]


@pytest.fixture
def typeset(tmp_path: Path) -> Set:
    """Sets flowables, or what a function draws on a canvas, and reads the result."""

    def run(*flowables: Flowable, draw: Callable[[Canvas], None] | None = None, reader: str = "auto") -> Document:
        path = tmp_path / "report.pdf"
        if draw is not None:
            canvas = Canvas(str(path), invariant=1)
            draw(canvas)
            canvas.save()
        else:
            SimpleDocTemplate(str(path), invariant=1).build(list(flowables))
        return read_document(path, reader)  # type: ignore[arg-type]

    return run


def p(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(text, style)


def outline(document: Document) -> list[tuple[int | None, str | None, str]]:
    return [(block.level, block.label, block.text) for block in document.blocks if block.kind == "heading"]


def of(document: Document, kind: str) -> list[Block]:
    return [block for block in document.blocks if block.kind == kind]


# headings


def test_headings_stand_under_those_that_they_are_stacked_under(typeset: Set) -> None:
    """Names of places and dates look alike; that dates stand directly below places tells who is whose parent."""
    document = typeset(
        p("A title of this report", ParagraphStyle("t", parent=HEAD, fontSize=18, leading=22)), p(LONG),
        *(each for place in ("Northern district", "Southern district")
          for each in (p(place, HEAD), p("Monday 3 May", HEAD), p(LONG), p("Friday 7 May", HEAD), p(LONG))),
        p("What is to be done", HEAD), p(LONG),
    )  # fmt: skip
    assert [level for level, _, _ in outline(document)] == [1, 2, 2, 1, 2, 2, 1]


def test_numbers_letters_and_bullets_make_levels(typeset: Set) -> None:
    parts = [
        (1, "I. Aims"), (2, "A. Of the law"), (2, "B. Of the people"), (1, "II. Events"), (2, "A. Armies"),
        (3, "Harim province"), (3, "Salma province"), (2, "B. Others"), (3, "- The navy"), (4, "Harim province"),
        (1, "III. End"),
    ]  # fmt: skip
    stacked = {"I. Aims", "II. Events", "A. Armies", "B. Others", "- The navy"}
    document = typeset(
        *(each for _, name in parts for each in (p(name, HEAD), *([] if name in stacked else [p(LONG)])))
    )
    found = [(level, f"{label} {text}" if label else text) for level, label, text in outline(document)]
    assert found == parts


def test_decimal_numbers_say_their_level(typeset: Set) -> None:
    names = ["1. One", "1.1 Two", "1.1.1 Three", "1.2 Four", "2. Five"]
    document = typeset(*(each for name in names for each in (p(name, HEAD), p(LONG))))
    assert [level for level, _, _ in outline(document)] == [1, 2, 3, 2, 1]


def test_a_chapter_in_the_type_of_the_body_is_a_heading(typeset: Set) -> None:
    document = typeset(
        p("SUMMARY", HEAD), p(LONG), p("METHODS", HEAD), p(LONG),
        p("CHAPTER 1: THE RIVER"), p("The first winter", HEAD), p(LONG), p("The second winter", HEAD), p(LONG),
    )  # fmt: skip
    assert (1, "CHAPTER 1:", "THE RIVER") in outline(document)
    assert (2, None, "The second winter") in outline(document)


def test_lettered_lines_in_the_type_of_the_body_are_headings_where_they_count_on(typeset: Set) -> None:
    document = typeset(
        p("The monitors recorded several attacks in the month. " * 4),
        p("A. Government forces"),
        p("Idlib governorate"),
        p("On 24 April a missile hit a market and killed seven people. " * 4),
        p("B. Other forces"),
        p("Raqqa governorate"),
        p("On 22 April a shell hit a house and killed two people. " * 4),
    )
    assert outline(document) == [
        (1, "A.", "Government forces"),
        (2, None, "Idlib governorate"),
        (1, "B.", "Other forces"),
        (2, None, "Raqqa governorate"),
    ]


def test_bold_names_after_a_colon_are_a_list_and_not_headings(typeset: Set) -> None:
    document = typeset(
        p(LONG), p(LONG + " Their names:"),
        *(p(f"{number}. Person {name}", HEAD) for number, name in enumerate("ABCD", 1)),
        p("What followed", HEAD), p(LONG),
    )  # fmt: skip
    assert [block.label for block in of(document, "list_item")] == ["1.", "2.", "3.", "4."]
    assert [text for _, _, text in outline(document)] == ["What followed"]


# paragraphs


def test_a_number_that_nothing_counts_on_is_part_of_its_sentence(typeset: Set) -> None:
    document = typeset(p(LONG), p("3. May was the day on which it began, and " + LONG), p(LONG))
    assert of(document, "paragraph")[1].text.startswith("3. May was")
    assert all(block.label is None for block in document.blocks)


def test_numbered_paragraphs_keep_their_number_as_a_label(typeset: Set) -> None:
    document = typeset(*(p(f"{number}. {LONG}") for number in range(9, 13)))
    assert [(block.kind, block.label) for block in document.blocks] == [
        ("paragraph", f"{number}.") for number in range(9, 13)
    ]
    assert {block.text for block in document.blocks} == {LONG}


def test_a_caption_in_the_middle_of_a_sentence_does_not_cut_it(typeset: Set) -> None:
    document = typeset(
        p(LONG), p(LONG + " How many there were is not known, as most of them"),
        p("Families leave the quarter on foot, 26 June", HEAD), p("could not be reached before the month was over."),
    )  # fmt: skip
    assert of(document, "caption")[0].text.startswith("Families leave")
    assert any(
        block.text.endswith("as most of them could not be reached before the month was over.")
        for block in document.blocks
    )


def test_notes_in_the_type_of_the_body_and_their_marks(typeset: Set) -> None:
    """Marks glued to words must not become numbers: "three.1" is neither 31 nor 1."""
    document = typeset(
        p(LONG.replace("down.", "down, and killed three.1")), p(LONG + "2"),
        p("1 Talks with two nurses in June."), p("2 A letter of the mayor, not answered."),
    )  # fmt: skip
    assert [(block.label, block.text[:7]) for block in of(document, "footnote")] == [("1", "Talks w"), ("2", "A lette")]
    assert "killed three. What" in document.blocks[0].text
    assert document.blocks[1].text == LONG


def test_addresses_on_lines_of_their_own_stand_apart(typeset: Set) -> None:
    document = typeset(p(LONG), p("https://example.org/some/long/path/file.pdf"), p(LONG))
    assert [block.text == LONG for block in document.blocks] == [True, False, True]
    assert document.blocks[1].links[0].url == "https://example.org/some/long/path/file.pdf"


def test_contents_lists_are_no_headings(typeset: Set) -> None:
    entries = [f"{name} " + ". " * 40 + str(page) for page, name in enumerate(["Summary", "Events", "Annex"], 3)]
    document = typeset(*(p(entry, PLAIN_HEAD) for entry in entries), p("Summary", HEAD), p(LONG))
    assert [block.text.split()[0] for block in of(document, "contents")] == ["Summary", "Events", "Annex"]


def test_bullets_of_sign_fonts(typeset: Set) -> None:
    def draw(canvas: Canvas) -> None:
        for index, line in enumerate([LONG[:80], "first of them", "second of them"]):
            canvas.setFont("ZapfDingbats", 10)
            if index:
                canvas.drawString(72, 700 - 20 * index, "n")
            canvas.setFont("Helvetica", 10)
            canvas.drawString(86, 700 - 20 * index, line)

    for reader in ("pdfium", "pdfplumber"):
        items = of(typeset(draw=draw, reader=reader), "list_item")
        assert [block.text for block in items] == ["first of them", "second of them"], reader


# tables


def table(rows: list[list[str]], **options: object) -> Table:
    cell = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=10, alignment=0)
    cells = [[Paragraph(text, cell) for text in row] for row in rows]
    return Table(cells, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_a_table_over_pages_is_one_with_one_header(typeset: Set, reader: str) -> None:
    rows = [[f"{day} May", f"Village {day}", str(day % 5)] for day in range(1, 90)]
    document = typeset(p(LONG), table([["Day", "Place", "Killed"], *rows], repeatRows=1), p(LONG), reader=reader)
    (found,) = of(document, "table")
    assert found.header_rows == 1
    assert [[cell.text for cell in row] for row in found.rows] == [["Day", "Place", "Killed"], *rows]
    assert found.pages == [1, 2, 3]
    for row in found.rows:
        for cell in row:
            assert "".join(cell.text[piece.start : piece.end] for piece in cell.pieces) == cell.text.replace(" ", "")


def test_two_tables_with_text_between_stay_two(typeset: Set) -> None:
    rows = [["Day", "Place"], ["1 May", "Harim"], ["2 May", "Salma"]]
    document = typeset(table(rows), p(LONG), PageBreak(), table(rows))
    assert len(of(document, "table")) == 2


def test_empty_cells_stay_empty_and_in_their_place(typeset: Set) -> None:
    rows = [["Day", "Place", "Killed", "Injured"], ["Harim province", "", "", ""], ["1 May", "Salma", "–", "3"]]
    (found,) = of(typeset(p(LONG), table(rows)), "table")
    assert [[cell.text for cell in row] for row in found.rows] == rows
    assert found.text.split("\n")[1] == "Harim province\t\t\t"


def test_a_box_around_text_is_no_table(typeset: Set) -> None:
    document = typeset(p(LONG), table([[LONG]]), Spacer(1, 20), p(LONG))
    assert not of(document, "table")
    assert len(of(document, "paragraph")) == 3


# links


@pytest.mark.parametrize(
    ("url", "point"),
    [
        ("https://www.google.com/maps/place/X/@33.1,36.2,14z/data=!8m2!3d33.50877!4d36.39042", (33.50877, 36.39042)),
        ("https://www.google.com/maps/@34.5,-38.25,12z", (34.5, -38.25)),
        ("https://maps.google.com/?q=36.2021,37.1343", (36.2021, 37.1343)),
        ("https://www.google.com/maps?q=loc:36.2021+37.1343", (36.2021, 37.1343)),
        ("https://www.google.com/maps/search/?api=1&query=36.20%2C37.13", (36.20, 37.13)),
        ("https://www.openstreetmap.org/#map=15/35.9306/36.6339", (35.9306, 36.6339)),
        ("https://www.openstreetmap.org/?mlat=35.93&mlon=36.63#map=10/1.0/2.0", (35.93, 36.63)),
        ("http://wikimapia.org/#lang=en&lat=36.330000&lon=43.118900&z=12", (36.33, 43.1189)),
        ("https://goo.gl/maps/AbCd", (None, None)),
        ("https://www.google.com/maps/place/Nowhere/@95.0,200.0,12z", (None, None)),
    ],
)  # fmt: skip
def test_map_links(url: str, point: tuple[float | None, float | None]) -> None:
    kind, *found = describe(url)
    assert kind == "map"
    assert tuple(found) == point


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://drive.google.com/file/d/1/view", "media"),
        ("https://www.youtube.com/watch?v=1", "media"),
        ("https://example.org/film.mp4", "media"),
        ("https://example.org/report?id=36.2,37.1", "web"),
        ("https://notgoogle.com/maps/@34.5,38.2", "web"),
        ("http://[broken", "web"),
    ],
)
def test_other_links(url: str, kind: str) -> None:
    assert describe(url) == (kind, None, None)


def test_links_end_where_their_words_end_and_may_share_them(typeset: Set) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 700, "They came from Harim town, near the river; see www.example.org/a).")
        left = 72 + canvas.stringWidth("They came from ", "Helvetica", 11)
        right = left + canvas.stringWidth("Harim town", "Helvetica", 11)
        canvas.linkURL("https://example.org/1", (left, 698, right, 710))
        canvas.linkURL("https://example.org/2", (left, 698, left + canvas.stringWidth("Harim", "Helvetica", 11), 710))

    for reader in ("pdfium", "pdfplumber"):
        (block,) = typeset(draw=draw, reader=reader).blocks
        assert sorted((link.url, block.text[link.start : link.end]) for link in block.links) == [
            ("http://www.example.org/a", "www.example.org/a"),
            ("https://example.org/1", "Harim town"),
            ("https://example.org/2", "Harim"),
        ]


# hyphens


@pytest.mark.parametrize(
    ("within", "before", "after", "kept"),
    [
        ("the ceasefire, the ceasefire", "cease", "fire", False),  # the document knows the word
        ("a north-east wind, the north-east", "north", "east", True),  # ... or the compound
        ("", "docu", "mented", False),  # else the word list: one word
        ("", "well", "known", True),  # ... or two
        ("", "Qamish", "lo", False),  # a name that nobody knows is joined
        ("", "governor", "ate", False),
        ("", "F", "16", True),
        ("", "al", "Bab", True),  # a capital begins a name
    ],
)
def test_hyphens_at_line_ends(within: str, before: str, after: str, kept: bool) -> None:
    assert Hyphens(within.replace(",", "").split()).belongs(before, after) is kept


@pytest.mark.parametrize("mark", ["-", "\u2010", "\u00ad"])
def test_broken_words_are_healed_with_exact_offsets(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "report.txt"
    filler = "and nobody who lived in the quarter at that time has forgotten what happened then "
    lines = [
        filler + "to the docu" + mark,
        "mented families -those from the north" + mark,
        filler + "beside the river in spring.",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    (block,) = read_document(path).blocks
    assert "to the documented families -those from the north- and nobody" in block.text
    assert [block.text[piece.start : piece.end] for piece in block.pieces if piece.start < 95][-2:] == [
        "docu",
        "mented",
    ]
    for piece, following in zip(block.pieces, block.pieces[1:], strict=False):
        assert block.text[piece.end : following.start] in ("", " ")


def test_an_empty_line_parts_paragraphs_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    lines = ["A shell hit a house.", "Nobody was in it that day, the owner said, and the roof held.", "It was noon."]
    path.write_text("\n\n".join(lines * 3) + "\n", encoding="utf-8")
    assert [block.text for block in read_document(path).blocks] == lines * 3


def test_wrapped_text_with_empty_lines_between_its_lines_flows(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    lines = ["The people of the quarter had left their houses", "before noon, and nobody was there when the shells"]
    lines += ["came down, as the owners of the bakery and of the", "mill told the two who asked them in the evening."]
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    assert [block.text for block in read_document(path).blocks] == [" ".join(lines)]


def test_curly_quotes_ligatures_and_spaces(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("The “ﬁrst” oﬃcer\u00a0of the\u2009river\u200b guard e\u0301tait là.\n", encoding="utf-8")
    assert read_document(path).blocks[0].text == "The “first” officer of the river guard était là."


def test_right_to_left_names_leave_the_latin_words_whole(typeset: Set) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    try:
        pdfmetrics.registerFont(TTFont("Arabic", "DejaVuSans.ttf"))
    except TTFError:
        pytest.skip("needs a font with Arabic letters (DejaVu Sans)")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Arabic", 11)
        canvas.drawString(
            72, 700, "Missiles fell on Harim \u0645\u0631\u0627\u062d and on Salma \u0649\u0645\u0644\u0633 at noon."
        )

    for reader in ("pdfium", "pdfplumber"):
        (block,) = typeset(draw=draw, reader=reader).blocks
        latin = [word for word in block.text.split() if word.strip(".").isascii()]
        assert " ".join(latin) == "Missiles fell on Harim and on Salma at noon."
        assert len(block.text.split()) == len(latin) + 2

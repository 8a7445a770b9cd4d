"""Typeset layouts whose true blocks are known, through both readers; short texts in four house styles.

The files lie beside the project, not in it.
"""

import importlib.util
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from extractor.layout import Block, Document, read_document
from extractor.reading.characters import clean

SHARED = Path(__file__).resolve().parents[2] / "../shared"
LAYOUTS = ["A_single", "A_single_serif", "A_indent", "A_shy", "A_u2010", "B_twocol"]
READERS = ["pdfium", "pdfplumber"]
# Kinds of the truth and ours.
KINDS = {"title": "title", "h1": "heading", "h2": "heading", "h3": "heading", "li": "list_item", "caption": "caption"}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared layouts beside the project")


def printed(block: Block) -> str:
    return f"{block.label} {block.text}" if block.label else block.text


@pytest.fixture(scope="module", params=[(name, reader) for name in LAYOUTS for reader in READERS], ids="-".join)
def layout(request: pytest.FixtureRequest) -> tuple[dict[str, list[list[str]]], Document]:
    name, reader = request.param
    truth = json.loads((SHARED / "layouts" / f"{name}.gt.json").read_text(encoding="utf-8"))
    return truth, read_document(SHARED / "layouts" / f"{name}.pdf", reader)


def test_paragraphs_are_exact_and_of_their_kind(layout: tuple[dict[str, list[list[str]]], Document]) -> None:
    truth, document = layout
    found = Counter((block.kind, printed(block)) for block in document.blocks)
    wanted = [
        (KINDS.get(kind, "paragraph"), re.sub(r"^([IVX]+\.)(?=\S)", r"\1 ", text)) for kind, text in truth["blocks"]
    ]
    # short numbered paragraphs are items to us
    missing = [(kind, text) for kind, text in wanted if not (found[kind, text] or found["list_item", text])]
    assert len(missing) <= 0.02 * len(wanted), missing


def test_nothing_else_is_left_in(layout: tuple[dict[str, list[list[str]]], Document]) -> None:
    truth, document = layout
    wanted = sum(len(text.split()) for _, text in truth["blocks"])
    ours = sum(len(printed(block).split()) for block in document.blocks if block.kind != "furniture")
    assert abs(ours - wanted) <= 4  # "II.Executive" is two words of ours


def test_the_heading_tree(layout: tuple[dict[str, list[list[str]]], Document]) -> None:
    _, document = layout
    numbered = [block for block in document.blocks if block.kind == "heading" and block.label]
    assert {block.level for block in numbered if re.match("[IV]", block.label or "")} == {1}
    assert {block.level for block in numbered if re.match("[A-D]", block.label or "")} == {2}
    places = [block for block in document.blocks if block.kind == "heading" and block.text.endswith("governorate")]
    assert {block.level for block in places} <= {3, 4} and len(places) > 8


def test_links_lie_over_their_words(layout: tuple[dict[str, list[list[str]]], Document]) -> None:
    truth, document = layout
    found = Counter((block.text[link.start : link.end], link.url) for block in document.blocks for link in block.links)
    assert all(found[text, url] for text, url in truth["links"])
    assert len([link for block in document.blocks if block.kind != "furniture" for link in block.links]) == len(
        truth["links"]
    )


@pytest.mark.parametrize("reader", READERS)
def test_one_table_drawn_in_three_ways(reader: str) -> None:
    document = read_document(SHARED / "layouts" / "C_tables.pdf", reader)
    tables = [block for block in document.blocks if block.kind == "table"]
    assert [table.rule for table in tables] == ["ruled cells", "words in columns", "words in columns"]
    ruled, *others = [[[cell.text for cell in row] for row in table.rows] for table in tables]
    assert len(ruled) == 6 and {len(row) for row in ruled} == {5} and all(all(row) for row in ruled)
    assert others == [ruled, ruled]
    assert {table.header_rows for table in tables} == {1}
    for table in tables:
        assert table.text == "\n".join("\t".join(cell.text for cell in row) for row in table.rows)
        assert all(table.text[piece.start : piece.end].strip() for piece in table.pieces)
    captions = [block.text for block in document.blocks if block.kind == "caption"]
    assert [caption[:8] for caption in captions] == ["Table 1.", "Table 2.", "Table 3."]


def test_readers_agree() -> None:
    """Both readers give the same blocks of the layouts, but for where they see furniture in the order of the file."""
    for name in LAYOUTS:
        texts = []
        for reader in READERS:
            document = read_document(SHARED / "layouts" / f"{name}.pdf", reader)
            texts.append([(block.kind, block.text) for block in document.blocks if block.kind != "furniture"])
        assert texts[0] == texts[1]


@pytest.mark.parametrize("corpus", ["dev", "bulletindev"])
def test_house_styles_over_short_reports(corpus: str, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("typeset", SHARED / "tools" / "typeset.py")
    assert spec and spec.loader
    typeset = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(typeset)
    if not Path(typeset.FONT_DIR).is_dir():
        pytest.skip("needs the Liberation fonts")
    source = SHARED / "corpus" / f"{corpus}_texts.jsonl"
    typeset.main(source, tmp_path)
    exact = total = 0
    for line in source.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        document = read_document(tmp_path / f"{item['id']}.pdf")
        found = Counter(printed(block) for block in document.blocks)
        found.update((block.label or "") + block.text for block in document.blocks)
        paragraphs = [" ".join(clean(text, None)[0].split()) for text in item["text"].split("\n") if text.strip()]
        exact += sum(found[text] > 0 for text in paragraphs)
        total += len(paragraphs)
    assert exact >= 0.99 * total


def test_the_seed_report_reads_alike_as_pdf_and_as_text() -> None:
    outlines = []
    for name in ("report.pdf", "report.txt"):
        document = read_document(SHARED / "seed" / name)
        headings = [block for block in document.blocks if block.kind == "heading"]
        outlines.append([(block.level, block.label, block.text) for block in headings])
    assert outlines[0] == outlines[1]
    tree = outlines[0]
    islamic = next(index for index, (_, label, _) in enumerate(tree) if label == "C.")
    assert [level for level, _, _ in tree[islamic : islamic + 4]] == [2, 3, 4, 4]
    assert [label for _, label, _ in tree[islamic : islamic + 3]] == ["C.", "-", None]
    assert all(level == 1 for level, label, _ in tree if re.fullmatch("[IV]+[.]", label or ""))


@pytest.mark.parametrize("name", ["D1", "D2", "D3", "D4"])
def test_reports_in_four_manners(name: str) -> None:
    """The paragraphs and cells of the reports' sources come back, whatever pages, notes and captions cut them."""
    folder = SHARED / "corpus" / "reports"
    document = read_document(folder / f"{name}.pdf")
    ours = {"".join(char for char in block.text if char.isalnum()) for block in document.blocks}
    cells = {cell.text for block in document.blocks for row in block.rows for cell in row}
    source = re.sub(r"\[\[(.+?)\|\S+?\]\]", r"\1", (folder / f"{name}.txt").read_text(encoding="utf-8"))
    source = re.sub(r"(?<=[.”])\d{1,2}(?=\s)", "", source)  # the marks of notes
    missing = []
    for page in source.split("\f"):
        for number, part in enumerate(re.split(r"(?s)<<table\n(.*?)\n(?:table)?>>", page)):
            if number % 2:
                wanted = [cell for row in part.split("\n") for cell in row.split("\t") if cell.strip()]
                missing += [cell for cell in wanted if cell not in cells]
                continue
            for paragraph in re.split(r"\n\s*\n", part):
                text = "".join(char for char in paragraph if char.isalnum())
                if len(paragraph) > 300 and paragraph.rstrip().endswith((".", "”")) and paragraph[0].isupper():
                    missing += [paragraph] if not any(text in each or each in text for each in ours) else []
    assert not missing

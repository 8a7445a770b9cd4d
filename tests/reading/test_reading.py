"""Files of all kinds: what comes out of them, and the one line that says why nothing does."""

import io
import random
import re
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import ReadError
from extractor.layout import read_document
from extractor.reading import Reading, read

READERS = ["pdfium", "pdfplumber"]
LINES = [
    "The market of Harim was struck on a Monday morning, before the shops had opened.",
    "Four people were killed; the register of the clinic holds their names.",
    "Nobody has said who fired. The road to the river is still closed to this day.",
]


def pdf(pages: int = 1, encrypt: str | None = None, **page: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, encrypt=encrypt)  # type: ignore[arg-type]
    canvas.setTitle("A report")
    for number in range(pages):
        canvas.setFont("Helvetica", 11)
        for index, line in enumerate([f"Page {number + 1} of this report.", *LINES]):
            canvas.drawString(72, 700 - 14 * index, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def text_of(reading: Reading) -> str:
    return " ".join(word.text for page in reading.pages for word in page.words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "report.pdf"


# refusals: one line that names the file and says what to do


def refusal(path: Path, reader: str = "auto") -> str:
    with pytest.raises(ReadError) as caught:
        read_document(path, reader)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message


def test_missing_empty_folder(file: Path) -> None:
    assert "no such file" in refusal(file)
    file.write_bytes(b"")
    assert "empty" in refusal(file)
    assert "folder" in refusal(file.parent)


@pytest.mark.parametrize("data", [b"<html>no report</html>", b"PK\x03\x04 a zip", bytes(range(256)) * 40])
def test_not_a_pdf(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert "not a PDF" in refusal(file)


@pytest.mark.parametrize("reader", READERS)
def test_encrypted(file: Path, reader: str) -> None:
    file.write_bytes(pdf(encrypt="secret"))
    assert "encrypted" in refusal(file, reader)


def test_damaged(file: Path) -> None:
    data = pdf()
    file.write_bytes(data[: len(data) // 3])
    assert "damaged" in refusal(file)
    file.write_bytes(b"%PDF-1.7\n" + random.Random(1).randbytes(5000))
    assert "damaged" in refusal(file)


@pytest.mark.parametrize("reader", READERS)
def test_a_scan_says_that_it_needs_text_recognition(file: Path, reader: str) -> None:
    from PIL import Image

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawImage(ImageReader(Image.new("L", (300, 400), 200)), 20, 20, 550, 780)
    canvas.save()
    file.write_bytes(buffer.getvalue())
    assert "OCR" in refusal(file, reader)


def test_a_scanned_page_among_others_is_named(file: Path) -> None:
    from PIL import Image

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, LINES[0])
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (300, 400), 200)), 20, 20, 550, 780)
    canvas.save()
    file.write_bytes(buffer.getvalue())
    document = read_document(file)
    assert [(problem.page, "OCR" in problem.reason) for problem in document.problems] == [(2, True)]
    assert document.blocks[0].text == LINES[0]


def test_a_broken_page_does_not_cost_the_others(file: Path) -> None:
    data = pdf(pages=3)
    pages = [match.start() for match in re.finditer(rb"/Type /Page\b", data)]
    # the second page object is no page any more
    file.write_bytes(data[: pages[1]] + b"/Type /Sage" + data[pages[1] + 11 :])
    document = read_document(file)
    texts = " ".join(block.text for block in document.blocks)
    assert "Page 1 of" in texts and "Page 3 of" in texts
    assert {problem.page for problem in document.problems} == {2} or "Page 2 of" in texts


def test_an_empty_pdf_has_no_text(file: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.showPage()
    canvas.save()
    file.write_bytes(buffer.getvalue())
    assert "no text" in refusal(file)


# what is read


@pytest.mark.parametrize("reader", READERS)
def test_words_boxes_fonts_and_facts(file: Path, reader: str) -> None:
    file.write_bytes(pdf())
    reading = read(file, reader)  # type: ignore[arg-type]
    assert text_of(reading) == " ".join(["Page 1 of this report.", *LINES])
    assert reading.metadata["Title"] == "A report"
    page = reading.pages[0]
    assert (round(page.width), round(page.height)) == (595, 842)
    first = page.words[0]
    assert (first.text, first.size, first.font.name, first.font.bold) == ("Page", 11, "Helvetica", False)
    assert first.x0 == pytest.approx(72, abs=0.5)
    assert first.baseline == pytest.approx(842 - 700, abs=0.5)
    assert first.top < 842 - 700 < first.bottom
    assert first.shape is not None and len(first.shape) == 5 and list(first.shape) == sorted(first.shape)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rotated_and_cropped_pages_read_alike(file: Path, reader: str, turn: int) -> None:
    """A page that is shown turned has its boxes on the page as shown; a crop box moves the corner."""
    with pypdfium2.PdfDocument(pdf()) as document:
        page = document[0]
        page.set_rotation(turn)
        page.set_cropbox(30, 40, 595, 842)
        document.save(file)
    result = read_document(file, reader)  # type: ignore[arg-type]
    assert result.blocks[0].text.startswith("Page 1 of this report.")
    x0, top, x1, bottom = result.blocks[0].pieces[0].box or (0, 0, 0, 0)
    shown = {0: (42, 134), 90: (664, 42), 180: (510, 664), 270: (134, 510)}[turn]
    assert (x0 - 12 <= shown[0] <= x1 + 12) and (top - 12 <= shown[1] <= bottom + 12)


@pytest.mark.parametrize("junk", [b"HTTP/1.1 200 OK\r\n\r\n", b"\x00" * 3000])
def test_junk_before_and_after_the_file(file: Path, junk: bytes) -> None:
    file.write_bytes(junk + pdf() + b"\n" + junk)
    assert LINES[0] in text_of(read(file))


@pytest.mark.parametrize("reader", READERS)
def test_links_that_lead_out(file: Path, reader: str) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, LINES[0])
    canvas.bookmarkPage("here")
    canvas.linkURL("https://example.org/a", (72, 696, 140, 712))
    canvas.linkRect("", "here", (72, 596, 140, 612))
    canvas.save()
    file.write_bytes(buffer.getvalue())
    assert [link.url for link in read(file, reader).pages[0].links] == ["https://example.org/a"]  # type: ignore[arg-type]


# text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("The “second” café was hit.\n\nThe first – empty – was not.\n".encode(encoding))
    document = read_document(path)
    assert [block.text for block in document.blocks] == ["The “second” café was hit.", "The first – empty – was not."]
    assert document.reader == "text"


def test_text_pages_are_parted_by_form_feeds(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("One page ends here.\n\fAnother one begins.\n\f", encoding="utf-8")
    document = read_document(path)
    assert document.pages == 2
    assert [(block.pages, block.text) for block in document.blocks] == [
        ([1], "One page ends here."),
        ([2], "Another one begins."),
    ]


def test_a_pdf_named_txt(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(pdf())
    assert "rename" in refusal(path)

"""Word documents made by hand, for samples and tests; `python -m tests.ingest.docx` writes the sample."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "exports" / "notes" / "sessions.docx"
_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
    "<dcterms:created>{created}</dcterms:created><cp:revision>3</cp:revision></cp:coreProperties>"
)


def paragraph(text: str, style: str = "") -> str:
    """A paragraph; a tab and a line break inside it as Word keeps them."""
    runs = escape(text).replace("\t", "</w:t><w:tab/><w:t>").replace("\n", "</w:t><w:br/><w:t>")
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'


def docx(body: str, created: str = "", head: str = "") -> bytes:
    """A document of some paragraphs."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}'
        f"<w:document {_MAIN}><w:body>{body}</w:body></w:document>",
    }
    if created:
        parts["docProps/core.xml"] = _CORE.format(created=created)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return packed.getvalue()


def sample() -> bytes:
    """Two therapy sessions under dated headings."""
    return docx(
        paragraph("Sessions with Dr. Example", "Title")
        + paragraph("14 March 2024", "Heading2")
        + paragraph("We spoke about the kitchen.\tAgain.")
        + paragraph("breathe first", "ListParagraph")
        + "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>words</w:t></w:r></w:ins></w:p>"
        + paragraph("28 March 2024", "berschrift2")
        + paragraph("Better.\nA second line.")
        + paragraph(""),
        created="2024-03-01T09:00:00Z",
    )


if __name__ == "__main__":
    SAMPLE.write_bytes(sample())

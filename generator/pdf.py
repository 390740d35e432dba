"""PDF files after WeasyPrint: running heads made artifacts, A5 pages imposed, the structure tree checked."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from generator.diagnostics import Diagnostic, Position, error

MM = 72 / 25.4
SHEET = (297 * MM, 210 * MM)
TICK = (8 * MM, 14 * MM)  # from the edge of the sheet; nothing nearer, printers cannot print there
STAPLE = 6 * MM
DOT = 2.2
DOTS = (6, 2.3 * MM, 1.5 * MM)  # in a row, from one to the next, from row to row: within the inner margin
STRUCTURE = "print-structure"
PAINTS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"))


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked-content sequence as the structure tree lists it.

    ``page`` counts from 0 (-1: no page of this file); ``path`` names the element types from the root;
    ``block`` numbers the nearest element above it that is not inline, in reading order; ``element`` is its own.
    """

    page: int
    mcid: int
    path: tuple[str, ...]
    block: int
    element: tuple[int, int]


INLINE = frozenset({"Span", "NonStruct", "Link", "Em", "Strong", "Quote", "Code", "Annot", "Lbl", "Reference"})


def tagged_content(pdf: Pdf) -> Iterator[Marked]:
    """Yield the marked content that the structure tree reaches, in reading order."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    blocks = 0
    stack: list[tuple[Any, tuple[str, ...], int]] = [(kid, (), 0) for kid in reversed(_kids(root))]
    while stack:
        element, path, block = stack.pop()
        kind = str(element.get("/S", "/"))[1:]
        if kind not in INLINE:
            blocks += 1
            block = blocks
        path = (*path, kind)
        own = element.get("/Pg")
        deeper: list[tuple[Any, tuple[str, ...], int]] = []
        for kid in _kids(element):
            if isinstance(kid, int):
                yield Marked(_page(pages, own), kid, path, block, element.objgen)
            elif kid.get("/Type") == Name.MCR:
                yield Marked(_page(pages, kid.get("/Pg", own)), int(kid.MCID), path, block, element.objgen)
            elif kid.get("/Type") != Name.OBJR:
                deeper.append((kid, path, block))
        stack.extend(reversed(deeper))


def _page(pages: dict[tuple[int, int], int], page: Any) -> int:
    return -1 if page is None else pages.get(page.objgen, -1)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def margin_boxes_to_artifacts(data: bytes) -> bytes:
    """Return the tagged file with running heads and page numbers turned into artifacts.

    WeasyPrint marks the text of margin boxes as tagged content whose elements no parent lists
    (its issue 1836): neither in the tree nor an artifact, which ISO 14289-1, 7.1, forbids.
    Every sequence that the tree does not reach becomes ``/Artifact <</Type /Pagination>>``
    (ISO 32000-1, 14.8.2.2.2) and its place in the parent tree null.
    The file must come straight from WeasyPrint, before anything is stamped on it.
    A file without such content is returned as it is. Raises ``ValueError`` for a file that is not tagged.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            raise ValueError("the file is not tagged")
        reached = {(mark.page, mark.mcid) for mark in tagged_content(pdf)}
        parents = _number_tree(pdf.Root.StructTreeRoot.get("/ParentTree"))
        changed = False
        for number, page in enumerate(pdf.pages):
            lost = False
            content: list[tuple[Any, Any]] = []
            for instruction in pikepdf.parse_content_stream(page):
                operands: Any = instruction.operands
                operator = instruction.operator
                mcid = _mcid(operands, str(operator), page)
                if mcid is not None and (number, mcid) not in reached:
                    operands, lost = [Name.Artifact, Dictionary(Type=Name.Pagination)], True
                    entry = parents.get(int(page.obj.get("/StructParents", -1)))
                    if isinstance(entry, Array) and mcid < len(entry):
                        entry[mcid] = None
                content.append((operands, operator))
            changed |= lost
            if lost:
                page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
        return _saved(pdf) if changed else data


def _mcid(operands: Any, operator: str, page: pikepdf.Page) -> int | None:
    """Return the number of the marked-content sequence that ``BDC`` opens, if it has one."""
    if operator != "BDC":
        return None
    properties = operands[1]
    if isinstance(properties, Name):
        properties = page.obj.get("/Resources", Dictionary()).get("/Properties", Dictionary()).get(properties)
    mcid = properties.get("/MCID") if isinstance(properties, Dictionary) else None
    return None if mcid is None else int(mcid)


def _number_tree(node: Any) -> dict[int, Any]:
    """Return a number tree (ISO 32000-1, 7.9.7) as a dictionary."""
    if node is None:
        return {}
    numbers = list(node.get("/Nums", []))
    found = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers) - 1, 2)}
    for kid in node.get("/Kids", []):
        found |= _number_tree(kid)
    return found


def _saved(pdf: Pdf) -> bytes:
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def saddle_order(pages: int) -> tuple[tuple[int, int], ...]:
    """Return the pages (from 0) left and right on each side of the sheets, fronts and backs in turn."""
    if pages % 4 or not pages:
        raise ValueError(f"{pages} pages do not fill sheets of four")
    sides: list[tuple[int, int]] = []
    for sheet in range(pages // 4):
        sides.append((pages - 1 - 2 * sheet, 2 * sheet))
        sides.append((2 * sheet + 1, pages - 2 - 2 * sheet))
    return tuple(sides)


def impose(a5_pdf: bytes, cover: bytes | None) -> bytes:
    """Return A5 pages as a saddle-stitched booklet on A4 landscape, at 100 %, to be flipped on the short edge.

    ``a5_pdf`` is the file without tags (marked content means nothing inside a form), its pages a multiple of 4:
    ``ValueError`` otherwise. ``cover`` is the sheet that says how to print; with the empty back that it gets
    when it has one page, the sides of the booklet keep their parity.
    Marks: ticks where to fold, one dot per sheet counted from the outside (fronts only), two bars where to staple.
    """
    width, height = SHEET
    with pikepdf.open(io.BytesIO(a5_pdf)) as source, pikepdf.new() as out:
        if "/StructTreeRoot" in source.Root:
            raise ValueError("the pages to impose are tagged")
        order = saddle_order(len(source.pages))
        _describe(out, source)
        if cover is not None:
            with pikepdf.open(io.BytesIO(cover)) as guide:
                if "/StructTreeRoot" in guide.Root:
                    raise ValueError("the cover sheet is tagged")
                if len(guide.pages) not in (1, 2):
                    raise ValueError(f"the cover sheet has {len(guide.pages)} pages")
                out.pages.extend(guide.pages)
                if len(guide.pages) == 1:
                    out.add_blank_page(page_size=SHEET)
        forms = [out.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for side, pair in enumerate(order):
            page = out.add_blank_page(page_size=SHEET)
            drawn: list[str] = []
            for half, number in enumerate(pair):
                _, _, wide, high = (float(n) for n in forms[number].BBox)
                left = width / 2 - (0 if half else wide)  # both inner edges lie on the fold
                up = round((height - high) / 2, 3) + 0.0  # never minus zero
                drawn.append(f"q 1 0 0 1 {left:.3f} {up:.3f} cm /P{half} Do Q")
            page.Resources = Dictionary(XObject=Dictionary({f"/P{k}": forms[n] for k, n in enumerate(pair)}))
            page.Contents = out.make_stream("\n".join((*drawn, *_marks(side))).encode())
        return _saved(out)


def _describe(out: Pdf, source: Pdf) -> None:
    """Carry the title over, and ask the viewer to print as the sheets must be printed."""
    out.Root.ViewerPreferences = Dictionary(
        Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None"), PickTrayByPDFSize=True
    )
    if "/Lang" in source.Root:
        out.Root.Lang = source.Root.Lang
    if "/Title" in source.docinfo:
        out.docinfo["/Title"] = source.docinfo["/Title"]


def _marks(side: int) -> Iterator[str]:
    width, height = SHEET
    fold = f"{width / 2:.2f}"
    near, far = TICK
    yield "q 0 G 0 g .75 w"
    for start, end in ((height - near, height - far), (near, far)):
        yield f"{fold} {start:.2f} m {fold} {end:.2f} l S"
    if side % 2 == 0:
        many, across, up = DOTS
        for row, column in (divmod(dot, many) for dot in range(side // 2 + 1)):
            yield f"{width / 2 + 4 * MM + column * across:.2f} {8.5 * MM + row * up:.2f} {DOT} {DOT} re f"
    if side == 0:
        for place in (height / 4, height * 3 / 4):
            yield f"2.5 w {fold} {place - STAPLE:.2f} m {fold} {place + STAPLE:.2f} l S"
    yield "Q"


def one_sided(imposed: bytes) -> tuple[bytes, bytes]:
    """Return the odd and the even sides of an imposed file, for a printer that prints one side at a time."""
    halves: list[bytes] = []
    for first in (0, 1):
        with pikepdf.open(io.BytesIO(imposed)) as source, pikepdf.new() as out:
            _describe(out, source)
            out.Root.ViewerPreferences.Duplex = Name.Simplex
            out.pages.extend(source.pages[first::2])
            halves.append(_saved(out))
    return halves[0], halves[1]


def structure_findings(data: bytes, name: str = "pdf") -> tuple[Diagnostic, ...]:
    """Return what is wrong with the structure of a tagged file; each position is ``name``, the page as its line.

    Looked at: each page has parent-tree keys of its own; each sequence of marked content is an artifact or
    is listed, once, by an element of the tree that names the right page and that the parent tree gives back;
    nothing is painted outside marked content; links are in the tree; reading order follows the pages.
    (ISO 14289-1, 7.1, 7.18.5; ISO 32000-1, 14.7.4.)
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return tuple(_structure(pdf, name))


def _structure(pdf: Pdf, name: str) -> Iterator[Diagnostic]:
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        yield error(Position(name), STRUCTURE, "the file has no structure tree")
        return
    parents = _number_tree(root.get("/ParentTree"))
    marks = tuple(tagged_content(pdf))
    yield from _keys(pdf, name)
    listed = Counter((mark.page, mark.mcid) for mark in marks)
    for (number, mcid), times in listed.items():
        if times > 1:
            yield _at(name, number, "marked content {mcid} is listed {times} times in the structure", mcid, times=times)
    elements = {(mark.page, mark.mcid): mark.element for mark in marks}
    written: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages):
        entry = parents.get(int(page.obj.get("/StructParents", -1)))
        for mcid, times in sorted(_sequences(page).items()):
            written.add((number, mcid))
            if times > 1:
                yield _at(name, number, "marked content {mcid} occurs {times} times on the page", mcid, times=times)
            if (number, mcid) not in listed:
                yield _at(name, number, "marked content {mcid} is neither in the structure nor an artifact", mcid)
            elif not _given_back(entry, mcid, elements[number, mcid]):
                yield _at(name, number, "the parent tree does not lead from marked content {mcid} to its element", mcid)
        loose = _loose(page)
        if loose:
            yield _at(name, number, "{times} things are painted outside marked content", 0, times=loose)
        yield from _links(page, number, parents, name)
    for lost, mcid in sorted(set(elements) - written):
        yield _at(name, lost, "an element lists marked content {mcid}, which its page does not have", mcid)
    order = [mark.page for mark in marks]
    for before, after in pairwise(order):
        if after < before:
            yield _at(name, after, "the reading order returns from page {before} to page {page}", 0, before=before + 1)


def _at(name: str, page: int, message: str, mcid: int, **values: int) -> Diagnostic:
    said = tuple((k, str(v)) for k, v in {"page": page + 1, "mcid": mcid, **values}.items())
    return Diagnostic(Position(name, max(page, 0) + 1), STRUCTURE, message, values=said)


def _keys(pdf: Pdf, name: str) -> Iterator[Diagnostic]:
    seen: dict[int, int] = {}
    for number, page in enumerate(pdf.pages):
        key = page.obj.get("/StructParents")
        if key is None:
            if _sequences(page):
                yield _at(name, number, "the page has marked content but no key into the parent tree", 0)
        elif int(key) in seen:
            yield _at(name, number, "the page shares its parent-tree key with page {before}", 0, before=seen[int(key)])
        else:
            seen[int(key)] = number + 1


def _sequences(page: pikepdf.Page) -> Counter[int]:
    found: Counter[int] = Counter()
    for instruction in pikepdf.parse_content_stream(page, "BDC"):
        mcid = _mcid(instruction.operands, str(instruction.operator), page)
        if mcid is not None:
            found[mcid] += 1
    return found


def _loose(page: pikepdf.Page) -> int:
    """Count the painting operators that stand outside any marked content."""
    depth = painted = 0
    for instruction in pikepdf.parse_content_stream(page):
        match str(instruction.operator):
            case "BMC" | "BDC":
                depth += 1
            case "EMC":
                depth -= 1
            case operator if operator in PAINTS and not depth:
                painted += 1
    return painted


def _given_back(entry: Any, mcid: int, element: tuple[int, int]) -> bool:
    return isinstance(entry, Array) and mcid < len(entry) and entry[mcid] is not None and entry[mcid].objgen == element


def _links(page: pikepdf.Page, number: int, parents: dict[int, Any], name: str) -> Iterator[Diagnostic]:
    for annotation in page.obj.get("/Annots", []):
        if annotation.get("/Subtype") != Name.Link:
            continue
        element = parents.get(int(annotation.get("/StructParent", -1)))
        kids = _kids(element) if isinstance(element, Dictionary) and element.get("/S") == Name.Link else []
        objects = [k.get("/Obj") for k in kids if isinstance(k, Dictionary) and k.get("/Type") == Name.OBJR]
        if not any(o is not None and o.objgen == annotation.objgen for o in objects):
            yield _at(name, number, "a link is not in the structure", 0)

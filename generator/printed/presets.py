"""What each printed edition promises: sizes, margins, measures, in one place."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Preset:
    """The values an edition is measured against.

    ``page`` and the margins are millimetres, sizes and line weights points, shares parts of one.
    ``facing``: left and right pages lie side by side and are folded into a booklet.
    ``imposed``: the file holds sheets of two pages each, to be cut apart by folding.
    """

    identifier: str
    page: tuple[float, float]
    facing: bool
    imposed: bool
    body: float
    smallest: float
    headings: tuple[float, ...]
    characters: tuple[int, int]
    column_characters: tuple[int, int] = (20, 36)
    leading: float = 1.5
    heading_leading: float = 1.25
    paragraph_gap: float = 0.5  # of a line
    families: tuple[str, ...] = ("Be Vietnam Pro", "Noto Sans", "Noto Sans Symbols 2")
    margin: float = 15
    gutter: float = 18  # the inner margin of a booklet of more than ``thick`` pages
    thick: int = 32
    edge: float = 8  # printers print nothing nearer the edge of the sheet
    head: float = 22.1  # the running head stands within this much of the upper edge
    foot: float = 18.7  # and the page number within this much of the lower one
    text_contrast: float = 7
    line_contrast: float = 3
    tint: float = 0.1
    page_ink: float = 0.1
    book_ink: float = 0.06
    solid: float = 20  # square centimetres of one black area
    line: float = 0.75
    frame: float = 1.5
    filled: float = 0.7  # of the type area
    ruled: int = 5
    ruled_gap: float = 10  # millimetres
    x_height: float = 2
    steps: tuple[int, int, int] = (3, 5, 7)  # fewest, most on one spread, most of all
    step_syllables: int = 32
    lesson_pages: int = 0  # 0: any number
    lesson_syllables: int = 700
    most_pages: int = 0  # 0: any number
    code: float = 25


SO_TAY_A5 = Preset(
    "so-tay-a5",
    (148, 210),
    facing=True,
    imposed=False,
    body=16,
    smallest=14,
    headings=(22, 20, 16),
    characters=(35, 50),
    lesson_pages=8,
    most_pages=48,
)
CHU_LON_A4 = Preset(
    "chu-lon-a4",
    (210, 297),
    facing=False,
    imposed=False,
    body=18,
    smallest=18,
    headings=(24, 22, 18),
    characters=(45, 62),
    gutter=15,
    head=25.1,
    foot=22.1,
)
SO_TAY_A5_IN_2_MAT = replace(SO_TAY_A5, identifier="so-tay-a5-in-2-mat", imposed=True)
PRESETS = {p.identifier: p for p in (SO_TAY_A5, SO_TAY_A5_IN_2_MAT, CHU_LON_A4)}

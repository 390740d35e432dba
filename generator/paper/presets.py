"""The papers a booklet comes in: what differs is data; how each looks is in ``theme/booklet/<name>.css``."""

from dataclasses import dataclass

from generator.paper.typeset import Type

COLUMN = 140  # the widest picture, in points at scale 1, that leaves room for words beside it
MESSAGE = 20  # points that the bar beside the main message takes of its line
FRAME = 24  # points of padding that a box takes of its lines
TICK_GAP = 10  # between a box to tick, or a ring, and its words
LEFTS, RIGHTS = 26, 32  # what numbers and letters of a match take of each column, a box to write in apart
RULED, FILL = 28.35, 31.18  # a ruled line, a line to fill in: 10 and 11 mm
NUMERAL = (36, 7)  # the disc of a step's numeral at a lead of 24 points, and the gap beside it


@dataclass(frozen=True, slots=True)
class Preset:
    """A paper: ``name`` is part of public file names, lengths are points and the same as in its style sheet.

    ``imposed``: pages are sewn, four to a sheet, so there are as many notes pages as make a multiple of four,
    a lesson starts on a right page, and two facing pages are open at once.
    ``measure`` and ``room`` are the width and height of the type area, ``scale`` is that of drawings,
    ``gap`` stands between a drawing and the words beside it;
    ``cover_room`` is the height of the cover;
    ``tick`` and ``ring`` are the sides of a box to tick and of an option's ring.
    """

    name: str
    imposed: bool
    measure: float
    room: float
    cover_room: float
    scale: float
    gap: float
    tick: float
    ring: float
    body: Type
    small: Type
    title: Type
    heading: Type

    @property
    def cover(self) -> Type:
        """The title on the cover."""
        return Type(self.title.size * 1.5, self.title.size * 1.5 * 1.3, bold=True)

    @property
    def summary(self) -> Type:
        """The line under it."""
        return Type(self.heading.size, self.heading.lead)

    @property
    def bold(self) -> Type:
        """Body text in bold: stems, what to do in a step."""
        return Type(self.body.size, self.body.lead, bold=True)

    def beside(self, drawing: float) -> float:
        """Return the width of the words beside a drawing of so many units."""
        return self.measure - drawing * self.scale - self.gap

    @property
    def icon(self) -> float:
        """The width that the icon of a heading takes."""
        return self.body.lead * 1.45

    @property
    def numeral(self) -> float:
        """The width that a step's numeral and its gap take."""
        return NUMERAL[0] * self.body.lead / 24 + NUMERAL[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is printed: the options of the target.

    ``notes`` is the least number of note pages of a track's booklet, ``longest`` the pages of an imposed volume;
    ``one_sided``: the sides of the sheets are also given apart, for a printer that prints one side.
    """

    answers: bool = True
    story: bool = True
    hints: bool = False
    notes: int = 1
    longest: int = 48
    one_sided: bool = False


BOOKLET_A5 = Preset(
    name="so-tay-a5",
    imposed=True,
    measure=325.98,
    room=492.27,
    cover_room=504.57,
    scale=1.0,
    gap=7,
    tick=18.43,
    ring=21.26,
    body=Type(16, 24),
    small=Type(14, 21.6),
    title=Type(28, 36, bold=True),
    heading=Type(20, 30, bold=True),
)
LARGE_A4 = Preset(
    name="chu-lon-a4",
    imposed=False,
    measure=481.89,
    room=708.66,
    cover_room=708.66,
    scale=1.4,
    gap=20,
    tick=21.26,
    ring=24.09,
    body=Type(18, 27),
    small=Type(18, 24.3),
    title=Type(32, 40.5, bold=True),
    heading=Type(22, 33.75, bold=True),
)
PRESETS = {p.name: p for p in (BOOKLET_A5, LARGE_A4)}

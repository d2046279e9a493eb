"""Where everything stands on the pathway map, on a wide screen and on a phone; lengths in units of the drawing."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Centre of a box; a `pill` is the small box of an enzyme."""

    x: float
    y: float
    pill: bool = False


@dataclass(frozen=True)
class Bar:
    """Where a block crosses its arrow, and where its words begin or end."""

    at: Point
    words: Point
    anchor: str = "start"
    upright: bool = True


@dataclass(frozen=True)
class Map:
    """One layout: size of the drawing, of a box and of a pill; boxes, paths of the arrows, places of the blocks by arrow."""

    size: Point
    box: Point
    pill: Point
    boxes: dict[str, Place]
    paths: dict[str, tuple[Point, ...]]
    bars: dict[str, Bar]


WIDE = Map(
    size=(1096, 520),
    box=(136, 60),
    pill=(88, 44),
    boxes={
        "angiotensinogen": Place(72, 158),
        "renin": Place(206, 158, pill=True),
        "ang_i": Place(340, 158),
        "ace": Place(474, 158, pill=True),
        "ang_ii": Place(608, 158),
        "at1r": Place(806, 158),
        "aldosterone": Place(1000, 158),
        "at2r": Place(1000, 42),
        "ang_1_7": Place(474, 296),
        "ace2": Place(608, 240, pill=True),
        "resistance": Place(806, 296),
        "sodium": Place(1000, 296),
        "sympathetic": Place(206, 424),
        "pressure": Place(608, 424),
        "output": Place(806, 424),
        "volume": Place(1000, 424),
    },
    paths={
        "renin": ((140, 158), (272, 158)),
        "ace": ((408, 158), (540, 158)),
        "at1r": ((676, 158), (738, 158)),
        "at2r": ((608, 128), (608, 42), (932, 42)),
        "nep": ((340, 188), (340, 296), (406, 296)),
        "ace2": ((608, 188), (608, 296), (542, 296)),
        "feedback": ((806, 128), (806, 88), (206, 88), (206, 136)),
        "secretion": ((874, 158), (932, 158)),
        "vessels": ((806, 188), (806, 266)),
        "retention": ((842, 188), (842, 230), (962, 230), (962, 266)),
        "aldosterone": ((1000, 188), (1000, 266)),
        "excretion": ((1000, 326), (1000, 394)),
        "filling": ((932, 424), (874, 424)),
        "heart": ((738, 424), (676, 424)),
        "tone": ((738, 296), (660, 296), (660, 394)),
        "baroreflex": ((540, 424), (274, 424)),
        "nerves_renin": ((206, 394), (206, 180)),
        "nerves_vessels": ((246, 394), (246, 360), (776, 360), (776, 326)),
        "nerves_heart": ((206, 454), (206, 482), (806, 482), (806, 454)),
        "natriuresis": ((636, 454), (636, 508), (1084, 508), (1084, 296), (1068, 296)),
    },
    bars={
        "renin": Bar((256, 158), (196, 204), "end"),
        "ace": Bar((524, 158), (474, 200), "middle"),
        "at1r": Bar((712, 158), (707, 204), "middle"),
        "aldosterone": Bar((1000, 250), (992, 216), "end", upright=False),
        "excretion": Bar((1000, 372), (990, 356), "end", upright=False),
        "tone": Bar((700, 296), (682, 274), "middle"),
        "nerves_renin": Bar((206, 250), (220, 254), upright=False),
        "nerves_heart": Bar((720, 482), (710, 476), "end"),
    },
)

NARROW = Map(
    size=(384, 774),
    box=(108, 56),
    pill=(82, 38),
    boxes={
        "angiotensinogen": Place(192, 32),
        "renin": Place(192, 102, pill=True),
        "ang_i": Place(192, 172),
        "ace": Place(192, 242, pill=True),
        "ang_ii": Place(192, 312),
        "at1r": Place(192, 412),
        "aldosterone": Place(318, 412),
        "at2r": Place(66, 372),
        "ang_1_7": Place(318, 206),
        "ace2": Place(318, 284, pill=True),
        "resistance": Place(192, 516),
        "sodium": Place(318, 516),
        "sympathetic": Place(66, 632),
        "pressure": Place(192, 632),
        "volume": Place(318, 632),
        "output": Place(318, 730),
    },
    paths={
        "renin": ((192, 60), (192, 144)),
        "ace": ((192, 200), (192, 284)),
        "at1r": ((192, 340), (192, 384)),
        "at2r": ((138, 312), (66, 312), (66, 344)),
        "nep": ((246, 166), (318, 166), (318, 178)),
        "ace2": ((246, 322), (318, 322), (318, 234)),
        "feedback": ((138, 412), (129, 412), (129, 110), (151, 110)),
        "secretion": ((246, 412), (264, 412)),
        "vessels": ((192, 440), (192, 488)),
        "retention": ((226, 440), (226, 472), (290, 472), (290, 488)),
        "aldosterone": ((318, 440), (318, 488)),
        "excretion": ((318, 544), (318, 604)),
        "filling": ((318, 660), (318, 702)),
        "heart": ((264, 722), (192, 722), (192, 660)),
        "tone": ((192, 544), (192, 604)),
        "baroreflex": ((138, 632), (120, 632)),
        "nerves_renin": ((12, 632), (6, 632), (6, 94), (151, 94)),
        "nerves_vessels": ((66, 604), (66, 516), (138, 516)),
        "nerves_heart": ((66, 660), (66, 746), (264, 746)),
        "natriuresis": ((246, 632), (255, 632), (255, 574), (380, 574), (380, 516), (372, 516)),
    },
    bars={
        "renin": Bar((192, 132), (244, 124), upright=False),
        "ace": Bar((192, 270), (140, 266), "end", upright=False),
        "at1r": Bar((192, 362), (208, 362), upright=False),
        "aldosterone": Bar((318, 470), (310, 456), "end", upright=False),
        "excretion": Bar((318, 590), (310, 568), "end", upright=False),
        "tone": Bar((192, 574), (184, 597), "end", upright=False),
        "nerves_renin": Bar((6, 450), (18, 454), upright=False),
        "nerves_heart": Bar((220, 746), (212, 764), "end"),
    },
)

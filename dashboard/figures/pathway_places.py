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
    size=(1080, 476),
    box=(136, 52),
    pill=(88, 38),
    boxes={
        "angiotensinogen": Place(76, 150),
        "renin": Place(196, 150, pill=True),
        "ang_i": Place(316, 150),
        "ace": Place(436, 150, pill=True),
        "ang_ii": Place(556, 150),
        "at1r": Place(780, 150),
        "aldosterone": Place(984, 150),
        "at2r": Place(984, 40),
        "ang_1_7": Place(436, 276),
        "ace2": Place(556, 224, pill=True),
        "resistance": Place(780, 276),
        "sodium": Place(984, 276),
        "sympathetic": Place(196, 390),
        "pressure": Place(556, 390),
        "output": Place(780, 390),
        "volume": Place(984, 390),
    },
    paths={
        "renin": ((144, 150), (248, 150)),
        "ace": ((384, 150), (488, 150)),
        "at1r": ((624, 150), (712, 150)),
        "at2r": ((556, 124), (556, 40), (916, 40)),
        "nep": ((316, 176), (316, 276), (368, 276)),
        "ace2": ((556, 176), (556, 276), (504, 276)),
        "feedback": ((780, 124), (780, 84), (196, 84), (196, 131)),
        "secretion": ((848, 150), (916, 150)),
        "vessels": ((780, 176), (780, 250)),
        "retention": ((814, 176), (814, 212), (946, 212), (946, 250)),
        "aldosterone": ((984, 176), (984, 250)),
        "excretion": ((984, 302), (984, 364)),
        "filling": ((916, 390), (848, 390)),
        "heart": ((712, 390), (624, 390)),
        "tone": ((712, 276), (604, 276), (604, 364)),
        "baroreflex": ((488, 390), (264, 390)),
        "nerves_renin": ((196, 364), (196, 169)),
        "nerves_vessels": ((236, 364), (236, 328), (750, 328), (750, 302)),
        "nerves_heart": ((196, 416), (196, 442), (780, 442), (780, 416)),
        "natriuresis": ((584, 416), (584, 464), (1068, 464), (1068, 276), (1052, 276)),
    },
    bars={
        "renin": Bar((244, 150), (186, 190), "end"),
        "ace": Bar((484, 150), (436, 190), "middle"),
        "at1r": Bar((696, 150), (664, 182), "middle"),
        "aldosterone": Bar((984, 232), (976, 200), "end", upright=False),
        "excretion": Bar((984, 346), (974, 330), "end", upright=False),
        "tone": Bar((684, 276), (660, 256), "middle"),
        "nerves_renin": Bar((196, 230), (208, 234), upright=False),
        "nerves_heart": Bar((700, 442), (690, 436), "end"),
    },
)

NARROW = Map(
    size=(384, 716),
    box=(104, 48),
    pill=(78, 36),
    boxes={
        "angiotensinogen": Place(192, 28),
        "renin": Place(192, 92, pill=True),
        "ang_i": Place(192, 156),
        "ace": Place(192, 218, pill=True),
        "ang_ii": Place(192, 280),
        "at1r": Place(192, 376),
        "aldosterone": Place(316, 376),
        "at2r": Place(68, 336),
        "ang_1_7": Place(316, 186),
        "ace2": Place(316, 258, pill=True),
        "resistance": Place(192, 472),
        "sodium": Place(316, 472),
        "sympathetic": Place(68, 582),
        "pressure": Place(192, 582),
        "volume": Place(316, 582),
        "output": Place(316, 674),
    },
    paths={
        "renin": ((192, 52), (192, 132)),
        "ace": ((192, 180), (192, 256)),
        "at1r": ((192, 304), (192, 352)),
        "at2r": ((140, 280), (68, 280), (68, 312)),
        "nep": ((244, 156), (316, 156), (316, 162)),
        "ace2": ((244, 288), (316, 288), (316, 210)),
        "feedback": ((140, 376), (130, 376), (130, 100), (153, 100)),
        "secretion": ((244, 376), (264, 376)),
        "vessels": ((192, 400), (192, 448)),
        "retention": ((224, 400), (224, 430), (288, 430), (288, 448)),
        "aldosterone": ((316, 400), (316, 448)),
        "excretion": ((316, 496), (316, 558)),
        "filling": ((316, 606), (316, 650)),
        "heart": ((264, 666), (192, 666), (192, 606)),
        "tone": ((192, 496), (192, 558)),
        "baroreflex": ((140, 582), (120, 582)),
        "nerves_renin": ((16, 582), (8, 582), (8, 84), (153, 84)),
        "nerves_vessels": ((68, 558), (68, 472), (140, 472)),
        "nerves_heart": ((68, 606), (68, 690), (264, 690)),
        "natriuresis": ((244, 582), (254, 582), (254, 528), (378, 528), (378, 472), (368, 472)),
    },
    bars={
        "renin": Bar((192, 118), (238, 112), upright=False),
        "ace": Bar((192, 244), (146, 222), "end", upright=False),
        "at1r": Bar((192, 332), (206, 332), upright=False),
        "aldosterone": Bar((316, 430), (308, 416), "end", upright=False),
        "excretion": Bar((316, 542), (308, 548), "end", upright=False),
        "tone": Bar((192, 528), (184, 516), "end", upright=False),
        "nerves_renin": Bar((8, 420), (18, 424), upright=False),
        "nerves_heart": Bar((220, 690), (214, 706), "end"),
    },
)

"""Names in both scripts: a first proposal of the Latin spelling, to be checked against the passport.

Russian letters after ICAO Doc 9303 part 3 (as passports of the region have them); letters of the region's other Cyrillic
alphabets by the nearest letter that their passports use.
"""

from __future__ import annotations

_LETTERS = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "е": "e",
    "ё": "e",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ie",
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "iu",
    "я": "ia",
    "қ": "q",
    "ғ": "gh",
    "ҳ": "h",
    "ў": "u",
    "ң": "ng",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "ә": "a",
    "і": "i",
    "һ": "h",
    "ӣ": "i",
    "ӯ": "u",
    "ҷ": "j",
}


def latin_of(name: str) -> str:
    """«Жанна Щукина» → «Zhanna Shchukina»; what is Latin already stays."""
    return "".join(_one(sign) for sign in name).strip()


def _one(sign: str) -> str:
    latin = _LETTERS.get(sign.lower())
    if latin is None:
        return sign
    return latin.capitalize() if sign.isupper() else latin

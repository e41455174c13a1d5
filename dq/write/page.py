"""What the pages share: the template engine, in which everything is escaped, and how figures and texts are shown."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from dq.model.caches import cache_folder, keep
from dq.text.mask import mask_numbers
from dq.text.visible import one_line
from dq.write import charts

TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 200


class _Compiled(BytecodeCache):
    """Templates as Python compiles them: that takes longer than all of the page. Jinja knows them by their source and
    the versions of itself and of Python."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template is kept."""
        try:
            with (self._folder() / bucket.key).open("rb") as stream:
                bucket.load_bytecode(stream)
        except (OSError, RuntimeError):
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template of a filled bucket."""
        try:
            where = self._folder()
        except RuntimeError:
            return
        keep(where, bucket.key, bucket.write_bytecode)

    @staticmethod
    def _folder() -> Path:
        code = sha256(Path(__file__).read_bytes()).hexdigest()[:12]  # how templates are compiled stands here
        return cache_folder() / "pages" / code


@cache
def environment() -> Environment:
    """The template engine: everything is escaped, a name that is missing is an error."""
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_Compiled(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"plain": as_plain, "number": as_number, "money": as_money, "percent": as_percent}
    environment.globals |= {"split_bar": charts.split_bar, "bar": charts.bar, "two_bars": charts.two_bars}
    return environment


def as_plain(text: object) -> str:
    """A text from a file as one short line, hidden characters marked, long numbers masked."""
    shown = mask_numbers(one_line(str(text)))
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def as_number(value: int) -> str:
    """A whole number with separators."""
    return f"{value:,}"


def as_money(value: str | Decimal) -> str:
    """An amount with separators and two decimals."""
    return f"{Decimal(value):,.2f}"


def as_percent(share: float) -> str:
    """A share with one decimal."""
    return f"{share * 100:.1f}%"

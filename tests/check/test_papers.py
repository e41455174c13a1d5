"""Papers other than the resident id."""

import polars as pl
from frames import rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from dq.check.papers import USCC_ALPHABET
from dq.model.columns import part

# The oracle refuses codes that begin with A, N or Y, which GB 32100-2015 allows.
BODIES = st.tuples(st.sampled_from("159"), st.text(USCC_ALPHABET, min_size=16, max_size=16)).map("".join)


def codes(*texts, state="other"):
    frame = working({"id_no": list(texts)})
    return frame.with_columns(pl.lit(state).alias(part("id_no", "state")))


@given(st.lists(st.tuples(BODIES, st.sampled_from(USCC_ALPHABET)), min_size=1, max_size=10))
def test_the_check_character_of_a_company_agrees_with_the_oracle(made):
    texts = [body + last for body, last in made]
    expected = [last != uscc.calc_check_digit(body) for body, last in made]

    assert verdicts(codes(*texts), rule("uscc", ["id_no"])) == expected


def test_other_numbers_are_not_judged():
    frame = codes("E12345678", "91110000600O37341L", None)

    assert verdicts(frame, rule("uscc", ["id_no"])) == [None, None, None]
    assert verdicts(codes("91110000600037341N", state="ok"), rule("uscc", ["id_no"])) == [None]

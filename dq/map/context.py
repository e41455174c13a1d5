"""Headers that mean one thing beside some columns and another beside others."""

from __future__ import annotations

from collections.abc import Sequence

from dq.map.names import VARIANT
from dq.map.phrases import say
from dq.map.views import View

_PRINCIPAL = {"loan_amount", "overdue_principal"}
_DUE = {"total_due", "current_due"}
_ACCOUNT = {"case_no", "account_no"}
_DUE_DATES = {"loan_due_on", "recall_due_on"}
_REPAYMENTS = ("还款金额", "还款日期")
_RECALLS = {"recall_due_on", "recalled_on"}
_UNSURE = 0.8
_MOST = 0.5


def decide(views: Sequence[View]) -> None:
    """Settle the ambiguous headers of a file, by the other columns and by the values; each with its reason."""
    _principal(views)
    _account(views)
    _amount_due(views)
    _repay_method(views)
    _days(views)
    _due_dates(views)
    _recalls(views)
    _bare_phones(views)


def _fields(views: Sequence[View], among: set[str], apart_from: set[str]) -> set[str]:
    """The fields that are surely meant: candidates of columns with one meaning among the given."""
    sure: set[str] = set()
    for view in views:
        names = {found.field for found in view.candidates}
        if names != apart_from and len(names & among) == 1:
            sure |= names & among
    return sure


def _principal(views: Sequence[View]) -> None:
    related = _PRINCIPAL | {"left_principal", "overdue_interest", "overdue_penalty"}
    sure = _fields(views, related, _PRINCIPAL)
    for view in views:
        if {found.field for found in view.candidates} != _PRINCIPAL:
            continue
        if "loan_amount" in sure:
            view.keep("overdue_principal", "principal_overdue")
        elif sure & {"left_principal", "overdue_principal"}:
            view.keep("loan_amount", "principal_original")
        elif sure & {"overdue_interest", "overdue_penalty"}:
            view.keep("overdue_principal", "principal_parts")
        else:
            view.keep("loan_amount", "principal_alone")


def _account(views: Sequence[View]) -> None:
    """An account number names the case where no other column does."""
    named = any(
        view.candidate(name) is not None
        for view in views
        for name in ("case_no", "contract_no")
        if {found.field for found in view.candidates} != _ACCOUNT
    )
    for view in views:
        if {found.field for found in view.candidates} == _ACCOUNT:
            view.keep("account_no" if named else "case_no", "account_beside" if named else "account_only")
            named = True


def _amount_due(views: Sequence[View]) -> None:
    """委案金额 is the amount as placed, 最新欠款 the current one; alone, the latter stands for the former."""
    sure = _fields(views, _DUE, _DUE)
    unsure = [view for view in views if {found.field for found in view.candidates} == _DUE]
    for view in unsure:
        if "total_due" in sure or (len(unsure) > 1 and view is not unsure[0]):
            view.keep("current_due", "due_current")
        elif "current_due" in sure or len(unsure) == 1:
            view.keep("total_due", "due_only")
            view.candidates[0].name_score = min(view.candidates[0].name_score, _UNSURE)
        else:
            view.keep("total_due", "due_only")


def _due_dates(views: Sequence[View]) -> None:
    """到期日期 is the loan's behind 贷款日期 and the placement's behind 委案日期; elsewhere no one can tell."""
    for place, view in enumerate(views):
        if {found.field for found in view.candidates} != _DUE_DATES:
            continue
        before = {found.field for found in views[place - 1].candidates} if place else set()
        if "loan_date" in before:
            view.keep("loan_due_on", "due_of_loan")
        elif "placed_on" in before:
            view.keep("recall_due_on", "due_of_placement")
        else:
            view.candidates = []
            view.refused.append(say(view.lang, "due_of_what"))


def _recalls(views: Sequence[View]) -> None:
    """退案日期 is the planned day where most cases have one and no other column plans it: of cases that are placed
    hardly any is back already."""
    planned = "recall_due_on" in _fields(views, _RECALLS, _RECALLS)
    most = max((view.shape.count for view in views), default=0)
    for view in views:
        if {found.field for found in view.candidates} != _RECALLS:
            continue
        if planned or view.shape.count <= _MOST * most:
            view.keep("recalled_on", "recall_made")
        else:
            view.keep("recall_due_on", "recall_planned")


def _repay_method(views: Sequence[View]) -> None:
    repayments = all(any(view.facts.key == key for view in views) for key in _REPAYMENTS)
    for view in views:
        if repayments and not view.shape.share("repay_method"):
            view.drop("repay_method", "repayments")


def _days(views: Sequence[View]) -> None:
    days = [view.candidate(name) for name in ("repay_day", "statement_day") for view in views]
    found = [(view, day) for view, day in zip([*views, *views], days, strict=True) if day is not None]
    if len({day.field for _, day in found}) > 1:
        for view, day in found:
            day.reasons.append(say(view.lang, "days_pair"))


def _bare_phones(views: Sequence[View]) -> None:
    """A telephone that no neighbour claims is the debtor's: the first of his numbers that is free."""
    taken = {found.field for view in views for found in view.candidates}
    for view in views:
        if not view.facts.bare_phone or view.candidates:
            continue
        lines = view.shape.share("landline", "local_tel") > view.shape.share("mobile")
        wanted = ("self_home_tel",) if lines and "self_mobile" in taken else ()
        for name in (*wanted, "self_mobile", "self_mobile2", "self_mobile3"):
            if name not in taken:
                reasons = [say(view.lang, "bare_phone")]
                if wanted:
                    reasons.append(say(view.lang, "by_shape", shape="landline"))
                if view.offer(name, VARIANT * _UNSURE if wanted else VARIANT, "alias", *reasons):
                    taken.add(name)
                break

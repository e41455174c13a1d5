"""Generated worklists that people filled in, moved about and damaged, with what each answer must come to.

The truth is kept apart from the workbook: every line carries the identity of the task that it was, and each damage says
what it does to it. :func:`hold` then holds what became of each answer against that.
"""

import random
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from dq.packs.source import default_source
from dq.pipeline.applying import apply
from dq.pipeline.past import PastRun
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS, DECISIONS, VERIFIED_BY

AS_OF = "2026-01-31"
TODAY = date(2026, 2, 3)
HEADER = (
    "案件编号", "委托方", "姓名", "身份证号", "本人手机", "家庭电话", "联系人1姓名", "联系人1关系", "联系人1手机",
    "贷款金额(元)", "委案金额(元)", "贷款日期", "委案日期", "案件状态",
)  # fmt: skip
LABELS = {column.zh: column.name for column in COLUMNS}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number):
    """A well-formed resident id for each number."""
    body = f"110101199003{number // 900 + 10:02}{number % 900 + 100:03}"
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, _WEIGHTS, strict=True)) % 11]


def mobile(rnd):
    return f"13{rnd.choice('35679')}{rnd.randrange(10**8):08}"


def case_lines(rnd, cases):
    """Lines of cases, most with a defect or two."""
    lines = []
    for number in range(cases):
        line = [
            f"C{number:04}", "江南银行", rnd.choice("赵钱孙李周吴") + rnd.choice("一二三四五六"), identity(number),
            mobile(rnd), "0755-88886666", "王五", "朋友", mobile(rnd), f"{rnd.randrange(5000, 90000)}.00",
            f"{rnd.randrange(1000, 4999)}.50", "2024-03-05", "2026-01-05", "",
        ]  # fmt: skip
        for _ in range(rnd.choice((0, 1, 1, 2))):
            _spoil(line, rnd)
        lines.append(line)
    lines.append([*lines[0][:10], "77.00", *lines[0][11:]])  # the first case stands twice
    return lines


def _spoil(line, rnd):
    place, bad = rnd.choice(
        (
            (4, "139123456"), (4, "13l12345678"), (4, "10086"), (5, "0791-3101869"), (8, "138001380001"), (8, "空号"),
            (3, line[3][:17] + ("1" if line[3][17:] != "1" else "2")), (3, line[3][:16]), (3, ""), (2, "无名氏"),
            (10, "很多"), (10, "-5"), (11, "2024-13-05"), (11, "06/12/2023"), (12, "见合同"), (13, "甲类"), (0, ""),
        )
    )  # fmt: skip
    line[place] = bad


def good_value(name, rnd):
    """A value that the field can take."""
    if name.endswith(("mobile", "tel")):
        return mobile(rnd)
    if name == "id_no":
        return identity(5000 + rnd.randrange(4000))
    if name in ("total_due", "loan_amount"):
        return f"{rnd.randrange(1000, 4000)}.25"
    if name.endswith(("_on", "_date")):
        return "2024-05-06" if name == "loan_date" else "2026-01-06"
    return {"case_status": "催收中", "case_no": f"N{rnd.randrange(10**6)}"}.get(name, "郑和")


@dataclass
class Filled:
    """A line of the list: its cells, the task that it was (None: an added line), and what it must come to.

    ``must``: ``taken``, ``refused``, or None where it depends on the rules; ``value``: what the cell must then hold.
    """

    cells: dict
    task: tuple | None
    answered: bool = False
    must: str | None = None
    value: str | None = None
    settled: bool = False  # no further damage


@dataclass
class Exported:
    """A run with its worklist, in a folder of its own."""

    out: Path
    run: object
    lines: list = field(default_factory=list)
    header: list = field(default_factory=list)

    @classmethod
    def make(cls, folder, seed, cases=14):
        rnd = random.Random(seed)
        folder.mkdir(parents=True, exist_ok=True)
        lines = [",".join(line) for line in (HEADER, *case_lines(rnd, cases))]
        (folder / "cases.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        made = run(folder / "cases.csv", as_of=AS_OF, out=folder / "out", lang="zh")
        sheet = openpyxl.load_workbook(made.folder / "worklist.xlsx")["任务"]
        header, *rows = sheet.iter_rows(values_only=True)
        names = [LABELS[label] for label in header]
        tasks = {(item["fingerprint"], item["row"]): item for item in made.exceptions.iter_rows(named=True)}
        exported = cls(folder / "out", made, header=list(header))
        for row in rows:
            cells = dict(zip(names, row, strict=True))
            key = (cells["_key"].split("|")[1], cells["row"])
            exported.lines.append(Filled(cells, (key, tasks[key])))
        return exported

    def copy(self, folder):
        """The folder of runs once more, for another trial."""
        shutil.copytree(self.out, folder / "out")
        return folder / "out"


def fill(exported, rnd):
    """The lines as people give them back."""
    lines = [Filled(dict(line.cells), line.task) for line in exported.lines]
    for line in lines:
        if rnd.random() < 0.6:
            _answer(line, rnd)
    for damage in rnd.sample(_DAMAGES, rnd.randrange(4)):
        damage(lines, rnd)
    if rnd.random() < 0.5:
        rnd.shuffle(lines)
    return lines


def _answer(line, rnd):
    finding = line.task[1]
    choice = rnd.choice(list(DECISIONS))
    cells, line.answered = line.cells, True
    cells["decision"] = rnd.choice(DECISIONS[choice])
    changing = choice in ("accept", "correct")
    if choice == "correct":
        cells["new_value"] = line.value = good_value(finding["field"], rnd)
        if rnd.random() < 0.15:
            cells["new_value"] = line.value = rnd.choice(
                ("10086", "甲乙丙", "110101199003071170", "-7", "无")
            )
    if choice == "accept":
        line.value = finding["suggestion"]
        line.must = None if finding["suggestion"] else "refused"
    if changing:
        cells["verified_by"] = rnd.choice(rnd.choice(list(VERIFIED_BY.values())))
        cells["verified_on"] = rnd.choice(("2026-02-01", "2026/2/1", date(2026, 2, 1)))
    if choice in ("return", "unknown") and finding["case_no"] not in (None, "C0000"):
        line.must = "taken"
    if choice == "stop":
        line.must = "taken" if finding["case_no"] is not None else _stop_without_a_case(finding)
    if rnd.random() < 0.1:
        _slip(line, rnd, changing)


def _stop_without_a_case(finding):
    """A number can be stopped if it reads; without case and number there is nobody to stop."""
    return None if finding["field"].endswith(("mobile", "tel")) else "refused"


def _slip(line, rnd, changing):
    """An answer that is none."""
    cells = line.cells
    slips = [
        ("decision", "也许"),
        ("verified_by", "猜的"),
        ("verified_on", "昨天"),
        ("verified_on", "2027-01-01"),
    ]
    slips += [("verified_by", None), ("verified_on", None)] if changing else [("new_value", "x")]
    name, text = rnd.choice([*slips, ("decision", None)])
    cells[name] = text
    line.must = "refused"
    line.answered = any(
        cells.get(each) for each in ("decision", "new_value", "verified_by", "verified_on", "note")
    )


def _pick(lines, rnd, most=2):
    answered = [line for line in lines if line.answered and not line.settled]
    return rnd.sample(answered, min(most, len(answered)))


def _delete(lines, rnd):
    for line in _pick(lines, rnd, 3):
        lines.remove(line)


def _repeat(lines, rnd):
    for line in _pick(lines, rnd):
        line.settled = True
        lines.append(Filled(dict(line.cells), line.task, True, line.must, line.value, True))


def _contradict(lines, rnd):
    for line in _pick(lines, rnd):
        line.must, line.settled = "refused", True
        lines.append(Filled({**line.cells, "note": "另一人"}, line.task, True, "refused", None, True))


def _add(lines, rnd):
    cells = dict.fromkeys(lines[0].cells) | {
        "case_no": "C0001",
        "decision": "手工修正",
        "new_value": "1",
        "row": 2,
    }
    lines.append(Filled(cells, None, True, "refused", None, True))


def _overwrite(lines, rnd):
    for line in _pick(lines, rnd):
        name = rnd.choice(("case_no", "value", "field", "rule", "row"))
        line.cells[name] = 999 if name == "row" else "改过"
        line.must = "refused"


def _swap_keys(lines, rnd):
    pair = _pick(lines, rnd)
    if len(pair) == 2 and pair[0].cells["_key"] != pair[1].cells["_key"]:
        pair[0].cells["_key"], pair[1].cells["_key"] = pair[1].cells["_key"], pair[0].cells["_key"]
        for line in pair:
            line.must = "refused"


def _forge(lines, rnd):
    for line in _pick(lines, rnd):
        line.cells["_key"] = rnd.choice(("", "x", line.cells["_key"][:-1] + "g", "1.23E+15"))
        line.must = "refused"


def _break_values(lines, rnd):
    for line in _pick(lines, rnd, 4):
        if line.cells["decision"] not in DECISIONS["correct"] or line.must == "refused":
            continue
        digits = line.task[1]["field"].endswith(("mobile", "tel", "_no"))
        line.cells["new_value"] = rnd.choice(("#N/A", 1.38e25 if digits else "1.5E+03", "1.38E+10"))
        if line.task[1]["field"] in ("debtor_name", "case_no", "case_status"):
            line.cells["new_value"] = "#REF!"
        line.must = "refused"


_DAMAGES = (_delete, _repeat, _contradict, _add, _overwrite, _swap_keys, _forge, _break_values)


def write_xlsx(lines, header, path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for line in lines:
        sheet.append([line.cells.get(LABELS[label]) for label in header])
    book.save(path)


def write_csv(lines, header, path):
    rows = [
        [None if (cell := line.cells.get(LABELS[label])) is None else str(cell) for label in header]
        for line in lines
    ]
    pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row").write_csv(
        path, include_bom=True
    )


def texts(folder):
    """Every cell of a run's rows as text that came or was decided: (row, field) -> text."""
    frame = PastRun(folder, default_source()).rows().frame.collect()
    changes = pl.read_parquet(folder / "changes.parquet").filter(pl.col("step") == "decision")
    came = {
        (row["_row"], name.removeprefix("raw:")): row[name]
        for row in frame.iter_rows(named=True)
        for name in frame.columns
        if name.startswith("raw:")
    }
    return came | {
        (row, field): after for row, field, after in changes.select("row", "field", "after").rows()
    }


def take_in(path, out):
    return apply(path, out, [out], None, person="甲", today=TODAY)


def hold(exported, lines, out, path):
    """Take the list in, run again, and hold everything against the truth."""
    applied = take_in(path, out)
    results = applied.results
    wanted = [line for line in lines if line.answered]
    assert len(results) == len(wanted), "an answer was lost"
    assert applied.unanswered == len(lines) - len(wanted)
    changed = {}
    for line, result in zip(wanted, results, strict=True):
        assert result.fate in ("taken", "refused", "repeated"), result.fate
        assert (result.fate == "refused") == (result.refusal is not None)
        if result.refusal is not None:
            assert result.refusal.say("zh")
            assert result.refusal.say("en")
        if line.must is not None:
            assert (line.must == "refused") == (result.fate == "refused"), _told(line, result)
        if result.fate == "taken":
            assert (result.asked.fingerprint, result.asked.place[2]) == line.task[0], "taken for another task"
            if result.changes:
                assert result.answer.value == line.value
                changed[line.task[1]["row"], line.task[1]["field"]] = line.value
    again = take_in(path, out)
    fates = ["known" if result.fate == "taken" else result.fate for result in results]
    differ = [
        (one.fate, two.fate, one.refusal or two.refusal, one.answer)
        for one, two, fate in zip(results, again.results, fates, strict=True)
        if two.fate != fate
    ]
    assert not differ, differ
    later = run(exported.out.parent / "cases.csv", as_of=AS_OF, out=out, lang="zh")
    before, after = texts(exported.run.folder), texts(later.folder)
    told = later.changes.filter(pl.col("step") == "decision").select("row", "field").rows()
    assert sorted(told) == sorted(changed)
    assert before.keys() == after.keys()
    assert {cell for cell in before if not _equal(before[cell], after[cell])} == changed.keys()
    return results, later


def _told(line, result):
    task = line.task and line.task[0]
    return line.must, line.value, result.fate, task, line.cells["rule"], result.line.given, result.refusal


def _equal(one, two):
    if one is None or two is None:
        return one == two
    try:
        return float(one) == float(two) or one == two
    except ValueError:
        return one == two

"""A seeded generator of realistic case files with a list of the defects it put in."""

from dq.demo.files import DemoFiles, truth, write_csv, write_demo, write_xlsx
from dq.demo.generator import SEED, CaseFile, generate
from dq.demo.layout import BENCHMARK, BENCHMARK_WITHOUT_PHONES, FULL, HEADERS
from dq.demo.loan_shapes import AS_OF

__all__ = [
    "AS_OF",
    "BENCHMARK",
    "BENCHMARK_WITHOUT_PHONES",
    "FULL",
    "HEADERS",
    "SEED",
    "CaseFile",
    "DemoFiles",
    "generate",
    "truth",
    "write_csv",
    "write_demo",
    "write_xlsx",
]

"""The ledger: what is remembered from run to run, in ``OUT/ledger.sqlite`` beside the runs.

It knows findings by fingerprint, cases and values by keyed hashes only (:mod:`.key`); answers of people are sealed with
the same key, which lives outside of the folder of runs.
"""

from dq.record.ledger.decisions import Decision, StoredDecision
from dq.record.ledger.key import Key, load_key
from dq.record.ledger.store import LEDGER, Ledger
from dq.record.ledger.suppressions import Suppression

__all__ = ["LEDGER", "Decision", "Key", "Ledger", "StoredDecision", "Suppression", "load_key"]

"""Makes the helpers of this folder importable under importlib mode; no test here depends on speed."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")

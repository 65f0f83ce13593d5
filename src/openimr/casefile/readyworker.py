"""What every worker process needs, loaded once by the server from which they come.

Workers begin as copies of the server: what it has read they need not read, and the memory is shared.
"""

from __future__ import annotations

import gc
from contextlib import suppress

import openimr.casefile.opening  # noqa: F401 - all that workers call
from openimr.casefile.papers.learnedkinds import learned_kinds
from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.papers.personlines import label_patterns

# a wrong rule file is told by the program itself, which reads it too; without the server nothing could be opened
with suppress(Exception):
    paper_marks()
    learned_kinds()
    label_patterns()
gc.freeze()  # a collection in a worker leaves the shared memory alone

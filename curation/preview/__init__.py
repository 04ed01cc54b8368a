"""What a proposal would change: past cases answered on the version in use and on the one it makes, and every answer that differs.

    past.py       cases to replay: rulings' own, a city's letters; those from before a change, as if they came in when it holds
    footing.py    what two versions share, and the matters of which they say different things
    pair.py       the two versions opened, answering the same cases
    compare.py    two answers to a case: what differs, in words, whether better or worse, and why
    replaying.py  many cases on all cores: the preview
    cluster.py    the same on a dask.distributed cluster
"""

from curation.preview.compare import Change, Short, Verdict
from curation.preview.past import letter_cases, not_before, past_of, ruling_cases, turning_day
from curation.preview.replaying import Preview, replay

__all__ = ["Change", "Preview", "Short", "Verdict", "letter_cases", "not_before", "past_of", "replay", "ruling_cases", "turning_day"]

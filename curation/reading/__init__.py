"""From a paper (认定书, 会议纪要, 边界清单) to drafts of proposals: `open_paper` or `pasted`, then `read`. Deterministic, no language model."""

from curation.reading.draft import Draft, Field, Words
from curation.reading.fields import read
from curation.reading.paper import Paper, Paragraph, open_paper, pasted

__all__ = ["Draft", "Field", "Paper", "Paragraph", "Words", "open_paper", "pasted", "read"]

"""How the graph changes: proposals, review, conflicts, preview, publishing. Opens with the curation issue."""

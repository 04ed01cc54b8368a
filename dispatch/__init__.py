"""The hotline's own work: cases, returns, disputes, deadlines, statistics. Opens with the dispatch issue."""

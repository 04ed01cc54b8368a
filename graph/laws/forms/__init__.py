"""The published forms of statutes, one module each: what a file in that form says, as `graph.laws.texts.Text`.

front_matter.py  china-law-db: Markdown with front matter, one file a version
just_laws.py     just-laws: Markdown with bold labels; a code split by part in a folder
documents.py     Word and plain text; what the two above share
lines.py         JSON Lines, one article a line, with a list of versions beside
"""

"""The legal desk's pages: statutes, articles, departments, matters and rulings, each with what hangs on it, on a day and at a place."""

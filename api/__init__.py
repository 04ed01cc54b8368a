"""The only edge: REST, pages and the command line. Flask and click live here and nowhere below."""

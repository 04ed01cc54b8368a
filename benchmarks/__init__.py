"""Commands that print the figures we claim, each beside what a user would pick instead."""

"""One module for each group of commands; `api.cli` loads a module only when its command is called."""

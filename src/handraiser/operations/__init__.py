"""How is it kept up? Start, first run, back up and restore, and what is wrong with an installation."""

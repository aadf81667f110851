"""How ready are they? The scoring model's language and its one kernel.

Arrow tables in, Arrow tables out. Knows no Django, no database and no clock of its own.
"""

"""Scoring without a server: tables and files in, tables out. Owns how foreign columns become a history.

What the points mean is the kernel's; nothing here knows a database, Django or a clock.
"""

"""Django's SQLite backend with a fair write lock among the processes that share a file.

SQLite's busy handler polls, so a busy writer starves the others; writers queue on a lock file first.
"""

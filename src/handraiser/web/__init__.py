"""The shell of the pages: sign-in, navigation, base templates, styles, charts, live updates, health and settings."""

"""What may we keep? Erasing and exporting a person, tombstones, what objectors and erased people send, retention.

Who agreed to what is in `people` (consenting); what is not scored in `lifecycle` (unscored).
"""

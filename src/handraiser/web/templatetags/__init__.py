"""What templates of all folders share."""

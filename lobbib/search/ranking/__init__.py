"""What words find, and in which order."""

"""Reads. Whatever returns a school's data goes through `visibility.visible_to(actor)`."""

"""Formats in and out: values to bytes and back. No session, no Flask."""

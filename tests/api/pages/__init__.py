"""Tests of the pages: their parts alone, and whole in a real browser against a real graph."""

"""Answers enter; pages for people leave, in Chinese and English, complete without a script."""

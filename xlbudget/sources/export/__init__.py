"""Exports of finance systems: rows of a file, their columns and headings, postings and Ansätze in cents."""

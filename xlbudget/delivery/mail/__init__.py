"""Mails: addresses, words, the finished message, the last look at it, and how it leaves."""

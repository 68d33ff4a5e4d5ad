"""Drafts of council papers as docx: a template filled for the first time, or an edited draft made anew."""

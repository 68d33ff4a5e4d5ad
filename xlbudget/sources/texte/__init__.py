"""Texts that people wrote (docx, odt, pdf, txt, md), as paragraphs with their places. Bounded, nothing executed."""

"""Composers: evidence in, statements out."""

"""Answers written by a language model: asked for prose over the evidence, every sentence checked before it is shown."""

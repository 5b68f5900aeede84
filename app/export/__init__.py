"""An answer as a file or as text to paste."""

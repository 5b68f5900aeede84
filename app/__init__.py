"""What people touch: the assistant, the command line, the page."""

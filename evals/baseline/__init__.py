"""The tutorial-style system that ours is measured against."""

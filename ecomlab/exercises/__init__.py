"""What is asked: a module per lesson and case, in the tree of the lessons."""

"""What is asked: a module per lesson, and in ``cases`` a module per case."""

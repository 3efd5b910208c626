"""What the commands of course.py do; run from the course's folder: python -m tools.doctor"""

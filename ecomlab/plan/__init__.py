"""Planning (规划): what do we do next month, with which money?"""

"""Research (选品): what should we sell, to whom, at what price?"""

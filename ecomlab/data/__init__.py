"""Data (数据): which figures can we believe?"""

"""Conversion (转化): why do they buy, or not?"""

"""Fulfillment (履约): is it in stock, and on time?"""

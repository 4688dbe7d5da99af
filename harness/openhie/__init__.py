"""openhie"""

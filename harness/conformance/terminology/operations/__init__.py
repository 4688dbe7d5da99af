"""What a terminology service answers (R4 terminology-service.html): expand, validate, look up, subsume, translate.

Knows code systems, value sets and concept maps as parsed JSON, wherever they lie; knows no HTTP and no actor.
"""

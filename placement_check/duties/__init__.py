"""The law of a placement as data: who owes what to whom, by when and under which paragraph."""

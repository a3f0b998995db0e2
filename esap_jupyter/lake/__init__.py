"""The data lake: Rucio's REST interface, spoken through the one HTTP client.

What Rucio calls a thing is what it is called here: scope, DID, RSE, rule, replica, lock, account.
"""

"""What the platform, its toolkits and its SDKs do: facts as data, each with its source, and the questions asked of them.

Nothing here knows of contracts, scripts or rules.
"""

"""What names are made of: places, trades, characters. Data with its source, no code."""

"""What the notebooks are made of: the helpers they import, and the answer bank that proves their tests."""

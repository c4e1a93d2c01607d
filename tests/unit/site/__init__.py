"""The website's parts."""

"""The course as a static website, in English and in French."""

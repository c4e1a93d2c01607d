"""For all tests: Hypothesis must not fail one because the machine is busy."""

from hypothesis import settings

settings.register_profile("busy", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("busy")

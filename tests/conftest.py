"""Settings for the whole suite: no test depends on the machine's speed."""

from hypothesis import HealthCheck, settings

settings.register_profile("dq", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dq")

"""The patient digital twin: blood pressure and the renin-angiotensin system of a virtual person. Educational and research use only."""

__version__ = "0.2.0"

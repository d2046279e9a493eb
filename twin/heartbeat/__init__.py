"""The heartbeat inside the slow twin: pressures, volumes and flow of one beat at a chosen hour."""

from twin.heartbeat.coupling import heartbeat
from twin.heartbeat.readout import Beat

__all__ = ["Beat", "heartbeat"]

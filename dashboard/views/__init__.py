"""Views of the same run beside the charts: the pathway, one heartbeat, and why pressure moved. Drawn when they are opened."""

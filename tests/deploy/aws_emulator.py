"""moto's server, with the one call it lacks that Terraform cannot do without. `python aws_emulator.py PORT`."""

import sys

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.server import main


def list_tags_for_resource(self) -> str:
    return '{"Tags": {}}'


if __name__ == "__main__":
    ApplicationAutoScalingResponse.list_tags_for_resource = list_tags_for_resource
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])

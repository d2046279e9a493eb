"""What gunicorn serves."""

import os

from dashboard import create_app

application = create_app(os.environ)

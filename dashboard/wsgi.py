"""What gunicorn serves."""

import os

from dashboard.server import serve

application = serve(os.environ)

"""What a reader takes along: pictures, tables and a page on paper of the scenario on screen."""

"""All checks, for the page that runs them."""

import check
import history
import messages
import module
import order
import pages
import sockets
import unbind

check.ready()

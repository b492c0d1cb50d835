"""Words of a command line enter; answers on stdout, everything else on stderr, and an exit code leave.

The composition root: the one file that knows all packages. It reads the settings once, wires the packages
together and renders; it holds no logic of its own.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

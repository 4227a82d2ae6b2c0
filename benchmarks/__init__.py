"""What a check costs, measured beside the usual tools: see README.md."""

import os

# One thread on each side; numpy reads this when it is first loaded, so it is said before any module loads numpy.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

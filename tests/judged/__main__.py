"""Print how well lobbib suggests tags and sees closed questions, on one half of the judged sets.

    python -m tests.judged [--half tuning|unseen]

Look at the tuning half as often as you like; read from the unseen half the figures alone.
"""

import argparse
from typing import get_args

from tests.judged.report import report
from tests.judged.sets import Half

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.judged")
    parser.add_argument("--half", choices=get_args(Half), default="tuning")
    for line in report(parser.parse_args().half):
        print(line)

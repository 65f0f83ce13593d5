"""Speed and language, as figures of this machine and as ratios to named peers measured in the same run."""

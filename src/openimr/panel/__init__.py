"""The panel: who may review a case, who does, and why."""

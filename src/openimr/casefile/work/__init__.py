"""How the work on pages is done: in worker processes with limits, kept by content, told as it goes on."""

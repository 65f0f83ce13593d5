"""Case files whose truth is known: their form, how an answer is scored, and a generator that makes them."""

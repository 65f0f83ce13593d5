"""Process: events, states and clocks of a case; pure, never near a database."""

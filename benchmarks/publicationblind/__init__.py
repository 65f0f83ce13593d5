"""A blind test set for publication: papers with planted identifiers, by a hand that has not read the room's rules."""

"""Example case files about invented people, their sources, and the programme that builds them."""

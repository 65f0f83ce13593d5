"""openimr: the open system for Independent Medical Review (IMR).

A complete case file goes in; a sourced draft determination comes out; a named physician decides and signs.
The rooms of the house, and which may import which, are described in ``docs/architecture.md``.
"""

__version__ = "0.1.0"

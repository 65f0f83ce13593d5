"""Guidelines: which criteria govern an item on a date, read from the rules of a jurisdiction.

>>> sorted(topics())[:1] != []
True
"""

from openimr.guidelines.choosing import choose
from openimr.guidelines.citing import citation, citation_block
from openimr.guidelines.edition_table import editions
from openimr.guidelines.resolving import Resolution, Resolver, resolve
from openimr.guidelines.topic_library import topics

__all__ = ["Resolution", "Resolver", "choose", "citation", "citation_block", "editions", "resolve", "topics"]

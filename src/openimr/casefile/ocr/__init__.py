"""Recognition of text on page images: clean-up, one of two engines, reading order, and a store of the results."""

from openimr.casefile.ocr.engines import Engine, Recognised, available_engine, engine_remedy
from openimr.casefile.work.store import RecognitionStore, default_cache

__all__ = ["Engine", "Recognised", "RecognitionStore", "available_engine", "default_cache", "engine_remedy"]

"""Recognition of text on page images: clean-up, one of two engines, reading order."""

from openimr.casefile.ocr.engines import Engine, Recognised, available_engine, engine_remedy

__all__ = ["Engine", "Recognised", "available_engine", "engine_remedy"]

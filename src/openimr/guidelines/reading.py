"""How the guideline room reads its rule files: the reader that every room shares, :mod:`openimr.rulefiles`."""

from openimr.rulefiles import RULES, RuleFile, mapping, read_rule_file, read_rule_text, strings

__all__ = ["RULES", "RuleFile", "mapping", "read_rule_file", "read_rule_text", "strings"]

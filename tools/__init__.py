"""Programs that write generated pages of the repository and say when one is stale."""

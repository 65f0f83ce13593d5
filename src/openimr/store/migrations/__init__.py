"""Changes of the tables, in order. A change that makes the log's table anew must put its triggers back."""

"""What managers and advisers look at: data of the base as Tables, one file a report."""

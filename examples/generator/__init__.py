"""A made-up dealer: the people, their vehicles, visits and wishes, and the untidy files that tell of them."""

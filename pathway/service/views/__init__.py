"""What callers are shown: typed objects, with the JSON that scripts rely on."""

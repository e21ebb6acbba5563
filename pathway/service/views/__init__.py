"""What callers are shown: plain, typed and complete, with the JSON that scripts rely on."""

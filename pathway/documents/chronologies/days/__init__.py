"""Days and times of a chronology, as people write them."""

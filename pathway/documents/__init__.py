"""Papers: what people write, send, read and print, as Word, Excel, PDF and text."""

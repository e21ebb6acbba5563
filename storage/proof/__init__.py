"""What is proved besides the events: changes to directory and calendar, links, anchors."""

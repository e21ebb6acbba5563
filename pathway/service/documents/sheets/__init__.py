"""Cases as answers to national systems: the national notification, the NHS tracker."""

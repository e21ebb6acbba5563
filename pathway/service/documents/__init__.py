"""Files of cases, forms in Word, and cases as papers to read."""

"""Personal data in texts: looked for before a referral goes on, with its place."""

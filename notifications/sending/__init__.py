"""The ways in which a letter leaves: SMTP, GOV.UK Notify, a folder."""

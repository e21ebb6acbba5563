"""Ways on which a letter leaves: SMTP, GOV.UK Notify, a folder."""

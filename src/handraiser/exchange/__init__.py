"""Who else must know? Deliveries that leave the house: alert mails and signed webhooks, at least once."""

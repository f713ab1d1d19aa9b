"""Human work: offer, claim, release, delegate, drafts, inbox, reminders. Not: what completing a task does to its case (cases)."""

"""Training days: plan, what was done, records, readiness and recovery."""

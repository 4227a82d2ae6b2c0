"""What people decide and record: decisions, site visits, corrections; read strictly, never computed for them."""

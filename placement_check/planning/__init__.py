"""A planning application and a council's own policy, answered from open layers; never a recommendation."""

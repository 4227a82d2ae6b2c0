"""The service: who asks, who may see, and what is kept."""

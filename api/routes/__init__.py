"""The service's pages and answers, one module for each thing that can be asked about."""

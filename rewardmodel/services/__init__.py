"""Services write. Those that learn import torch; `requests` does not and is what views use."""

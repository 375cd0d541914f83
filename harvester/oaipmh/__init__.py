"""The OAI-PMH 2.0 client: messages, protocol errors, one request per call."""

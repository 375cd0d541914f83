"""The catalogue of learning resources and its public faces."""

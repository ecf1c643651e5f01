"""The optional writer: a model behind an OpenAI-compatible address, which only ever answers with numbers."""

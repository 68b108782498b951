"""The nouns of the product as frozen pydantic types, and its errors. Imports nothing of ours."""

"""The pages of the harvests: for operators, and for partners who hold a private link."""

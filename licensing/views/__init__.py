"""The curator's workbench: pages that work as plain addresses and forms."""

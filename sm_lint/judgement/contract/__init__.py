"""Scripts and jobs against contracts."""

"""What the functions of `esap_jupyter.api` are made of: lists, handles and lines for notebooks."""

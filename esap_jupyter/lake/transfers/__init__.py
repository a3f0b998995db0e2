"""Files of a lake brought into the workspace, and files of the workspace stored in a lake."""

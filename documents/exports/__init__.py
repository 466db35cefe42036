"""What documents become: stamped copies, packs, groups of files that belong together."""

"""Reports on the compliance of scripts with their contracts: as data, as a page, and compared with older ones."""

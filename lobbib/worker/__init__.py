"""Long work in processes of its own: `reader` opens files, one that may be lost to each of them."""

"""An xlsx engine that knows no budget: fill, multiply, compute, drive an open Excel, find what would need repair."""

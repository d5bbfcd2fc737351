"""Writers over the same findings and exchanges: they format, they decide nothing."""

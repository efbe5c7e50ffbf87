"""One screen per room, each beside its stylesheet."""

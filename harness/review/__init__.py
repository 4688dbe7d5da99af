"""The local page of a run: live, with what people say of it. Reads and appends the ledger; runs nothing."""

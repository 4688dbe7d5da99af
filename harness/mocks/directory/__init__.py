"""What the directories of care services share (IHE mCSD): a Directory that is fed, asked and followed."""

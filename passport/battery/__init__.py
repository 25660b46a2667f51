"""What a battery is, in the words of Regulation (EU) 2023/1542. No chain, no signatures, no input or output."""

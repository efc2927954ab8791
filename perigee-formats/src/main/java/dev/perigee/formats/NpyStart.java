package dev.perigee.formats;

/// Everything before the numbers of a NumPy array.
///
/// @param dictAt where the dict of the header stands in what it was read from, for messages
/// @param lengthBytes how long it is: the numbers follow
record NpyStart(NpyHeader header, long dictAt, long lengthBytes) {}

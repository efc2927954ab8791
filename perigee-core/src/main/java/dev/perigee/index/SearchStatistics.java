package dev.perigee.index;

/// What one search cost.
///
/// @param distanceComputations distances computed
/// @param expansions nodes whose neighbours were looked at; batches read in an exact search
/// @param elapsedNanos time from the call to the result
/// @param timedOut whether the deadline came first, so that better hits may be missing
/// @param vectorsRead vectors read from the file for the last order, where they are read
/// @param readNanos time spent in waiting for them
public record SearchStatistics(
    long distanceComputations,
    long expansions,
    long elapsedNanos,
    boolean timedOut,
    long vectorsRead,
    long readNanos) {}

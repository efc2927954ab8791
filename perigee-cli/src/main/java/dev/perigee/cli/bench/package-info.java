/// `perigee bench`: build, write, open and search, measured by the protocol the peers are measured
/// by.
///
/// With a limit of memory ([LimitOptions]) the command builds and saves, and [SearchChild], another
/// process, opens and searches; [dev.perigee.cli.bench.limit] keeps it within the limit.
///
/// [Peer] and [Plotter] are the two doors for perigee-bench, which has the other engines and the
/// drawing. Nothing here knows of it: it is there when it is on the class path.
package dev.perigee.cli.bench;

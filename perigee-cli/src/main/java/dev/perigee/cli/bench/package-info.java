/// `perigee bench`: build, write, open and search, measured by the protocol the peers are measured
/// by.
///
/// [Peer] and [Plotter] are the two doors for perigee-bench, which has the other engines and the
/// drawing. Nothing here knows of it: it is there when it is on the class path.
package dev.perigee.cli.bench;

/// `perigee bench`: build, write, open and search, measured by the protocol the peers are measured
/// by.
package dev.perigee.cli.bench;

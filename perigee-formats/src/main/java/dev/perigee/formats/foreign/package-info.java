/// Indexes that other libraries wrote: what all of them have in common.
///
/// Each library has a package of its own beside this one, whose reader makes a
/// [dev.perigee.formats.foreign.ForeignIndex] of a file. Knows vectors, links and errors; must not
/// know how Perigee stores an index, databases or the command line.
package dev.perigee.formats.foreign;

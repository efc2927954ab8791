/// Indexes of DiskANN, of both of its implementations: graphs in memory, graphs on disk, and codes
/// of product quantization.
///
/// [dev.perigee.formats.diskann.DiskAnnIndex] tells which files there are, and the classes beside
/// it their bytes. Knows vectors, links and errors; must not know how Perigee stores an index.
package dev.perigee.formats.diskann;

/// Benchmark data sets in HDF5, as ann-benchmarks publishes them: vectors, queries, and the true
/// neighbours of each query.
///
/// [dev.perigee.formats.hdf5.BenchmarkFile] opens one, [dev.perigee.formats.hdf5.BenchmarkWriter]
/// makes one. jHDF finds the data sets in the file and is seen by this package alone; numbers are
/// read here, a row or a band of chunks at a time, so that memory does not grow with the file.
/// Knows vectors and errors; must not know indexes, databases or the command line.
package dev.perigee.formats.hdf5;

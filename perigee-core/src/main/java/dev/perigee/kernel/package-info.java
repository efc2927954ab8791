/// Distances: what vectors look like in memory, and the fastest way to compare one with many.
///
/// The only package that sees `jdk.incubator.vector`. [dev.perigee.kernel.Kernels] is the narrow
/// seam: scalar code and vector code behind one interface, chosen once; the scalar one is the
/// oracle of the other. Knows no graph and no file.
package dev.perigee.kernel;

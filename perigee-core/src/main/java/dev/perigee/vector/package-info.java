/// The vocabulary of vectors: metrics, element types, a caller's own distance, sources of vectors.
///
/// Knows no files, graphs or kernels; depends on nothing but the errors.
package dev.perigee.vector;

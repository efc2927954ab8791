package dev.perigee.kernel;

/// A query as code kernels want it. Reused from query to query; owned by one thread.
///
/// The distance of a code is `base + constant + lower x sum + step x stepOfQuery x dot`, where
/// `constant`, `lower` and `step` stand behind the code and `dot` is the integer product.
public final class CodeQuery {

  /// Components of the query, scaled to the range of the kernel.
  public final short[] levels;

  /// The same as bit planes, for codes of one bit.
  public final long[] planes;

  /// What each centroid contributes to the product, for codes of sub-spaces: 256 values for each
  /// byte of a code.
  public final byte[] tables;

  /// What all distances of this query share.
  public float base;

  /// Sum of the components.
  public float sum;

  /// What a level is worth.
  public float step;

  /// A query of zeros.
  ///
  /// @param components how many, padding included
  /// @param planeWords length of all planes, in 64-bit words
  /// @param tableBytes length of all tables
  public CodeQuery(int components, int planeWords, int tableBytes) {
    levels = new short[components];
    planes = new long[planeWords];
    tables = new byte[tableBytes];
  }
}

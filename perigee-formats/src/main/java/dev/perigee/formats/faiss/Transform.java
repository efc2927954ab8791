package dev.perigee.formats.faiss;

import dev.perigee.vector.Metric;

/// What is done to a vector before it is stored, and to a query before it is asked.
///
/// Safe for several threads.
sealed interface Transform permits Normalisation, LinearMap, Centring, Remapping {

  /// The four letters of it.
  String letters();

  /// Components before.
  int dimensionIn();

  /// Components after.
  int dimensionOut();

  /// Transforms a vector.
  ///
  /// @param vector [#dimensionIn()] components; left as they are
  /// @return [#dimensionOut()] components
  float[] apply(float[] vector);

  /// Whether vectors are in the same order when they and the query have not gone through this; then
  /// [#undo] leads there.
  ///
  /// @param metric by which transformed vectors are compared; null for one that is not known
  boolean keepsOrder(Metric metric);

  /// By what vectors are compared that have not gone through this, where it [#keepsOrder].
  Metric metricBefore(Metric metric);

  /// Turns a vector back, as far as the order is concerned.
  ///
  /// @param vector [#dimensionOut()] components; left as they are
  /// @return [#dimensionIn()] components
  float[] undo(float[] vector);
}
